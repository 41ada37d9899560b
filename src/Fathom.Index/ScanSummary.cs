namespace Fathom.Index;

/// <summary>What an index holds after a scan.</summary>
public sealed record ScanSummary
{
    /// <summary>Roots as typed, raw bytes.</summary>
    public IReadOnlyList<byte[]> Roots { get; init; } = [];

    /// <summary>Everything was walked, and rollups are written. False after an interruption: the scan can be resumed.</summary>
    public bool IsFinished { get; init; }

    /// <summary>Directories that were found and are not listed yet; 0 when finished.</summary>
    public long Pending { get; init; }

    /// <summary>Regular files.</summary>
    public long Files { get; init; }

    /// <summary>Directories, the roots included.</summary>
    public long Directories { get; init; }

    /// <summary>Symbolic links.</summary>
    public long Symlinks { get; init; }

    /// <summary>Pipes, sockets, devices and what is not known.</summary>
    public long Others { get; init; }

    /// <summary>All entries.</summary>
    public long Entries => Files + Directories + Symlinks + Others;

    /// <summary>Sum of apparent sizes, bytes, each node once; 0 until finished.</summary>
    public long Size { get; init; }

    /// <summary>Sum of allocated sizes, bytes, each node once; 0 until finished.</summary>
    public long Allocated { get; init; }

    /// <summary>Directories and entries that could not be read.</summary>
    public long Errors { get; init; }

    /// <summary>Size of all parts, bytes.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Digest of what was found, 32 hexadecimal digits; empty until finished.</summary>
    public string Digest { get; init; } = string.Empty;
}
