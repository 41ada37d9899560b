namespace Fathom;

/// <summary>What a walk wants of each entry.</summary>
public sealed record ReaderOptions
{
    /// <summary>Attributes of every entry. A tree leaves out what it does not have
    /// (<see cref="TreeTraits.Attributes"/>).</summary>
    public StatMask Stat { get; init; }

    /// <summary>Attributes of directories in addition, for example their device when a walk stays on one file system.</summary>
    public StatMask DirectoryStat { get; init; }

    /// <summary>Symbolic links stand for what they lead to; a dangling one stands for itself.</summary>
    public bool FollowLinks { get; init; }

    /// <summary>Applied by the reader to each listed batch before it fetches attributes, so that a dropped name costs nothing;
    /// null to keep every name.</summary>
    public IEntryFilter? Filter { get; init; }

    /// <summary>Readers that the walk may open at the same time, so that a tree can share out what is scarce.</summary>
    public int Readers { get; init; } = 1;

    /// <summary>Once cancelled, every request ends at its next batch with <see cref="ListStatus.Failed"/> and
    /// <see cref="Errno.ECANCELED"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
