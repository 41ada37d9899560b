namespace Fathom.Index;

/// <summary>How one directory grew, with all that is below it. The path is valid until the next one.</summary>
public readonly ref struct DirectoryGrowth
{
    /// <summary>Raw bytes, relative to the root; the old path if the directory is gone.</summary>
    public required ReadOnlySpan<byte> Path { get; init; }

    /// <summary>Apparent size before, bytes; 0 if it was not there.</summary>
    public required long OldSize { get; init; }

    /// <summary>Apparent size after, bytes.</summary>
    public required long NewSize { get; init; }

    /// <summary>Allocated size before, bytes.</summary>
    public required long OldAllocated { get; init; }

    /// <summary>Allocated size after, bytes.</summary>
    public required long NewAllocated { get; init; }

    /// <summary>Entries before.</summary>
    public required long OldEntries { get; init; }

    /// <summary>Entries after.</summary>
    public required long NewEntries { get; init; }

    /// <summary>New minus old minus <see cref="Moved"/>, bytes of the measure that was asked for.</summary>
    public required long Growth { get; init; }

    /// <summary>Bytes of entries that came.</summary>
    public required long Added { get; init; }

    /// <summary>Bytes of entries that went.</summary>
    public required long Removed { get; init; }

    /// <summary>Bytes that moved in from elsewhere in the tree, less those that moved out.</summary>
    public required long Moved { get; init; }
}
