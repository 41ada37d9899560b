namespace Fathom.Fuse;

/// <summary>How many nodes may be held by a process, where each may cost a descriptor.</summary>
internal static class NodeBudget
{
    // Of the descriptors: for those that a request takes for a moment, and all else in this process.
    private const int SpareShare = 8;
    private const int Least = 64;

    /// <summary>Nodes that may be held: what is open takes from them, down to half of the descriptors.</summary>
    /// <param name="descriptors">That this process may have.</param>
    /// <param name="open">Files and directories that are open.</param>
    internal static int Of(long descriptors, int open) =>
        (int)Math.Clamp(Math.Max(descriptors / 2, descriptors - (descriptors / SpareShare) - open), Least, int.MaxValue);
}
