namespace Fathom.Local;

/// <summary>What one directory and everything below it must hold. A shape turns it into entries and smaller budgets,
/// with no other input, which makes the tree independent of threads.</summary>
/// <param name="Seed">Seed of this directory's random stream.</param>
/// <param name="Files">Entries that are no directories, in the whole subtree.</param>
/// <param name="Directories">Directories below this one, in the whole subtree.</param>
/// <param name="Depth">0 for the root of the tree.</param>
internal readonly record struct DirectoryBudget(ulong Seed, long Files, long Directories, int Depth)
{
    /// <summary>Number of the first file; above 0 only in a slice of a directory that several workers fill.</summary>
    internal long FirstFile { get; init; }

    /// <summary>This directory is part of a plain chain.</summary>
    internal bool IsChain { get; init; }

    /// <summary>Permission bits that the directory gets once it is full; 0 keeps those that it was made with.</summary>
    internal int Mode { get; init; }

    /// <summary>Ends unreadable, with mode 0.</summary>
    internal bool IsUnreadable { get; init; }
}
