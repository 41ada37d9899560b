namespace Fathom.Index;

/// <summary>A directory of a <see cref="TopReport"/>.</summary>
/// <param name="Path">From the root as typed, raw bytes.</param>
/// <param name="Totals">What du counts for its subtree.</param>
/// <param name="OwnEntries">Entries that it holds itself, directories included.</param>
public sealed record TopDirectory(ReadOnlyMemory<byte> Path, Rollup Totals, long OwnEntries);
