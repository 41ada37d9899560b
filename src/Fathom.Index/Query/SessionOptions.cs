namespace Fathom.Index;

/// <summary>What questions about an index may take.</summary>
public sealed record SessionOptions
{
    /// <summary>The defaults.</summary>
    public static SessionOptions Default { get; } = new();

    /// <summary>Threads; 0 means one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>Memory in bytes before sorts and joins go to the disk; 0 means a quarter of the machine's.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Where sorts and joins go beyond that; made when it is needed. Null means a folder of their own in the system's
    /// folder for temporary files.</summary>
    public string? TempDirectory { get; init; }
}
