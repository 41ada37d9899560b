namespace Fathom;

/// <summary>What a tree is like, as far as a walk or a sink has to know.</summary>
public sealed record TreeTraits
{
    /// <summary>Attributes that the tree can fill.</summary>
    public StatMask Attributes { get; init; } = StatMask.Basic;

    /// <summary>Another machine does the work: snapshot directories are skipped unless asked for.</summary>
    public bool IsNetwork { get; init; }

    /// <summary>Content is computed while it is read: who waits for it waits for a processor, and does well to read ahead.</summary>
    public bool ComputesContent { get; init; }

    /// <summary>Readers that can work at the same time, for example as descriptors allow.</summary>
    public int MaxReaders { get; init; } = 1024;

    /// <summary>Node ids tell nodes apart, so that hard links and loops can be recognised.</summary>
    public bool HasNodeIds { get; init; } = true;

    /// <summary>Links can be followed: the tree can show what they lead to.</summary>
    public bool CanFollowLinks { get; init; } = true;
}
