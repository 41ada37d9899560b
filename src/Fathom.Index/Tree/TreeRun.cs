namespace Fathom.Index;

/// <summary>Rows of one directory that stand together in the copy.</summary>
internal readonly record struct TreeRun(long Directory, long Offset, int Length);
