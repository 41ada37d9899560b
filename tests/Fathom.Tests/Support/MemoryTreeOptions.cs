namespace Fathom.Tests.Support;

/// <summary>How a <see cref="MemoryTree"/> behaves.</summary>
public sealed record MemoryTreeOptions
{
    /// <summary>As <see cref="ITreeReader.Window"/>. With more than 1, requests are answered in any order.</summary>
    public int Window { get; init; } = 1;

    /// <summary>Entries in a batch at most.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Directories with more entries are handed out in slices, if attributes are wanted.</summary>
    public int SliceAbove { get; init; } = int.MaxValue;

    /// <summary>Decides the order of answers.</summary>
    public int Seed { get; init; }

    /// <summary>What the tree is like.</summary>
    public TreeTraits Traits { get; init; } = new() { Attributes = StatMask.Basic | StatMask.Target };

    /// <summary>Called inside <see cref="ITreeReader.Next"/> with the node that is answered for: to wait, to cancel, to throw.</summary>
    public Action<MemoryNode>? OnNext { get; init; }

    /// <summary>Why the root cannot be examined.</summary>
    public Errno RootError { get; init; }
}
