namespace Fathom;

/// <summary>Room on a file system, as statvfs(3) gives it. A number that the tree does not know is 0.</summary>
public readonly record struct TreeSpace
{
    /// <summary>Size, bytes.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Free bytes.</summary>
    public long FreeBytes { get; init; }

    /// <summary>Free bytes that this caller may use.</summary>
    public long AvailableBytes { get; init; }

    /// <summary>Nodes that the file system can hold.</summary>
    public long TotalNodes { get; init; }

    /// <summary>Nodes that can still be made.</summary>
    public long FreeNodes { get; init; }

    /// <summary>Nodes that this caller can still make.</summary>
    public long AvailableNodes { get; init; }

    /// <summary>Longest name, bytes.</summary>
    public int MaxName { get; init; }

    /// <summary>Nothing can be changed on it, by nobody: it is mounted so.</summary>
    public bool IsReadOnly { get; init; }
}
