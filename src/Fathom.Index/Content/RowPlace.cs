namespace Fathom.Index;

/// <summary>Where a row stands in the copy of an index, with the hash of its name.</summary>
internal readonly record struct RowPlace(uint Hash, int Length, long Offset);
