namespace Fathom.Index;

/// <summary>Directories with what they hold themselves, in descending order of their sort keys (<see cref="DirectoryKey"/>).</summary>
internal abstract class DirectoryRows
{
    internal long DirId { get; private protected set; }

    internal long ParentId { get; private protected set; }

    internal int Root { get; private protected set; }

    internal int Depth { get; private protected set; }

    /// <summary>What du counts for the directory, links that count here included.</summary>
    internal Rollup Own { get; private protected set; }

    internal UInt128 Digest { get; private protected set; }

    /// <summary>The sort key; until the next row.</summary>
    internal abstract ReadOnlySpan<byte> Key { get; }

    /// <summary>Goes to the next directory.</summary>
    /// <returns>False at the end.</returns>
    internal abstract bool Next();
}
