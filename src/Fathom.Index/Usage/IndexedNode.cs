namespace Fathom.Index;

/// <summary>A place in an index: a directory with its subtree, or a single file.</summary>
public sealed class IndexedNode
{
    internal IndexedNode(byte[] path, EntryKind kind) => (Path, Kind) = (path, kind);

    /// <summary>From the root as typed, raw bytes.</summary>
    public ReadOnlyMemory<byte> Path { get; }

    /// <summary>What it is.</summary>
    public EntryKind Kind { get; }

    /// <summary>What du counts for it and all below it.</summary>
    public Rollup Totals { get; internal init; } = Rollup.Empty;

    /// <summary>Number of the directory, or of the one that holds the file.</summary>
    internal long DirId { get; init; }

    /// <summary>Levels below the root of the scan.</summary>
    internal int Depth { get; init; }

    /// <summary>The subtree's interval in preorder; of a file, the place of the directory that holds it.</summary>
    internal long Pre { get; init; }

    internal long PreEnd { get; init; }

    /// <summary>A subtree, rather than an entry that has no rollup of its own.</summary>
    internal bool IsSubtree { get; init; }

    /// <summary>Whether another place is this one, or lies in its subtree.</summary>
    internal bool Contains(IndexedNode other) => IsSubtree
        ? other.Pre >= Pre && other.Pre < PreEnd
        : !other.IsSubtree && Path.Span.SequenceEqual(other.Path.Span);
}
