namespace Fathom.Index;

/// <summary>A directory whose own listing has ended.</summary>
internal struct DirectoryRecord
{
    internal long DirId;
    internal long ParentId;
    internal int Root;
    internal int Depth;

    /// <summary>Position in the listing of its parent.</summary>
    internal long Ordinal;

    /// <summary>Where its path stands, in the list of bytes that belongs to the record's list.</summary>
    internal int PathOffset;
    internal int PathLength;

    /// <summary>Bytes of the path that are the root's name.</summary>
    internal int RootNameLength;
    internal Rollup Own;
    internal UInt128 Digest;
}
