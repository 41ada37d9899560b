namespace Fathom;

/// <summary>How a tree is walked.</summary>
public sealed record WalkOptions
{
    /// <summary>The defaults.</summary>
    public static WalkOptions Default { get; } = new();

    /// <summary>Worker threads; 0 means twice the processor count, at least 8 and at most 64, which is what hides the latency of
    /// a cold disk. Range 0 to 1024. With 1, directories are entered in the order of their listings.</summary>
    public int Workers { get; init => field = Guard.InRange(value, 0, 1024); }

    /// <summary>Stays on the root's device, as <c>find -xdev</c> does: a mount point is an entry, and is not entered.</summary>
    public bool OneFileSystem { get; init; }

    /// <summary>Directories at this depth are entries, and are not entered; the root has depth 0.</summary>
    public int MaxDepth { get; init => field = Guard.InRange(value, 0, int.MaxValue); } = int.MaxValue;

    /// <summary>Symbolic links below the root are followed, and loops recognised. Whether a root that is a link is followed is
    /// decided where its tree is opened.</summary>
    public bool FollowLinks { get; init; }

    /// <summary>Drops names; null to keep all.</summary>
    public IEntryFilter? Filter { get; init; }

    /// <summary>Walks into snapshot directories; null means only in trees that are not on a network.</summary>
    public bool? IncludeSnapshots { get; init; }

    /// <summary>Directories that may wait in one worker's share before long listings rest and waiting directories come first. Bounds the memory
    /// of a walk through millions of siblings. Range 16 to 2^30.</summary>
    public int MaxWaiting { get; init => field = Guard.InRange(value, 16, 1 << 30); } = 32 * 1024;
}
