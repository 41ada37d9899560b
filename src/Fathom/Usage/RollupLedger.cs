namespace Fathom;

/// <summary>What was counted by earlier walks of one run, so that a file or directory reached through two roots counts once,
/// with the first.</summary>
public sealed class RollupLedger
{
    /// <summary>Makes the ledger of a run.</summary>
    /// <param name="roots">The run has several roots, or follows links: directories have to be remembered.</param>
    /// <param name="single">Roots that are no directories, which another root may contain; usually none.</param>
    public RollupLedger(bool roots, IReadOnlyCollection<NodeId> single)
    {
        ArgumentNullException.ThrowIfNull(single);
        IsShared = roots;
        Single = single.Count == 0 ? null : [.. single];
    }

    /// <summary>More than one walk uses the ledger, or one that may come to a node twice.</summary>
    public bool IsShared { get; }

    internal HashSet<NodeId>? Single { get; }

    internal NodeSet Files { get; } = new();

    internal NodeSet Directories { get; } = new();

    /// <summary>Counts a root that is no directory, unless an earlier root came to it.</summary>
    /// <returns>False if it was counted before.</returns>
    public bool TryCount(NodeId id) => Files.Add(id);
}
