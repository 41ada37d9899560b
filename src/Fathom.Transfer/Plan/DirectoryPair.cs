namespace Fathom.Transfer;

// Who holds a pair:  the consumer until it has left the pair; each child until it opened its own nodes; each copy into the
// directory until it ended.  Whoever lets go last finishes the directory (its time, its mode) and closes its nodes.

/// <summary>A directory of the source with the one of the same path in the target, and what a comparison of the two found.</summary>
internal sealed class DirectoryPair
{
    private int _holders = 1;

    /// <summary>Null for the root.</summary>
    internal DirectoryPair? Parent { get; init; }

    /// <summary>Path below the root of the transfer; empty for the root.</summary>
    internal required ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>The last component of <see cref="Path"/>.</summary>
    internal ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>Of the directory in the source.</summary>
    internal NodeAttributes Attributes { get; init; }

    /// <summary>The directory in the source is reached through a link.</summary>
    internal bool IsFollowed { get; init; }

    /// <summary>Nothing in the directory is transferred, or removed: a mount point, or no recursion.</summary>
    internal bool IsContentless { get; init; }

    /// <summary>The root is a directory, and the transfer takes none.</summary>
    internal bool IsSkipped { get; init; }

    /// <summary>What is transferred of the directory; null for all of it.</summary>
    internal FileListEntry? Files { get; init; }

    /// <summary>The target has no such directory, or something else in its place, when the pair is compared.</summary>
    internal bool IsMissing { get; init; }

    /// <summary>What is done to the directory itself; null if nothing is to be told or done.</summary>
    internal PlanStep? OwnStep { get; set; }

    /// <summary>Held from when the pair is compared until all of it is done; null before.</summary>
    internal IContentNode? Source { get; set; }

    /// <summary>Held likewise; null while the directory is not there.</summary>
    internal IContentNode? Target { get; set; }

    /// <summary>The same directory of each basis; null where a basis has none.</summary>
    internal IContentNode?[]? Basis { get; set; }

    /// <summary>Stands above the root of a source that keeps its name: nothing is told of it, removed in it or done to it.</summary>
    internal bool IsUntold { get; init; }

    /// <summary>What applies to the names of the source.</summary>
    internal FilterScope? SourceFilters { get; set; }

    /// <summary>What applies to the names of the target.</summary>
    internal FilterScope? TargetFilters { get; set; }

    /// <summary>The result; null until the pair was compared, and again when the consumer has taken it.</summary>
    internal PairResult? Result { get; set; }

    /// <summary>Who compares it: see <see cref="PairQueue"/>.</summary>
    internal PairState State { get; set; }

    /// <summary>Something in the directory is changed, so that its times have to be set again at the end.</summary>
    internal bool IsTouched { get; set; }

    /// <summary>Device of the directory in the target; 0 until somebody asked.</summary>
    internal ulong TargetDevice { get; set; }

    /// <summary>Permission bits that its default ACL gives, once <see cref="HasDefaults"/>; null if it has none.</summary>
    internal uint? Defaults { get; set; }

    /// <summary>The default ACL was looked for.</summary>
    internal bool HasDefaults { get; set; }

    /// <summary>One more who needs the nodes.</summary>
    internal void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Closes the nodes.</summary>
    private void Close()
    {
        Source?.Dispose();
        Target?.Dispose();
        Source = null;
        Target = null;
        foreach (IContentNode? basis in Basis ?? [])
        {
            basis?.Dispose();
        }

        Basis = null;
    }

    /// <summary>The caller needs the nodes no longer. Finishes the directory if nobody does, and those above it for which this was the last thing.</summary>
    /// <param name="executor">Null for a plan.</param>
    internal void Leave(SyncExecutor? executor)
    {
        for (DirectoryPair? last = this; last is not null && Interlocked.Decrement(ref last._holders) == 0; last = last.Parent)
        {
            executor?.Finish(last);
            last.Close();
        }
    }

    /// <summary>The path of a name in this directory.</summary>
    internal byte[] PathOf(ReadOnlySpan<byte> name) => PathBytes.Join(Path.Span, name);
}
