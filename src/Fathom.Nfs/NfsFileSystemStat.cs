namespace Fathom.Nfs;

/// <summary>Room on a file system.</summary>
/// <remarks>RFC 1813, section 3.3.18 (FSSTAT). Numbers above <see cref="long.MaxValue"/> are given as that.</remarks>
public readonly record struct NfsFileSystemStat
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

    /// <summary>For how long the numbers are not expected to change.</summary>
    public TimeSpan ValidFor { get; init; }
}
