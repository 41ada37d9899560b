namespace Fathom.Index;

/// <summary>What a check found about one file of an index.</summary>
/// <param name="File">Path in the index.</param>
/// <param name="Problem">What is wrong with it; empty if nothing is.</param>
/// <param name="Rows">Rows that can be read; 0 where the file has none, or none can be.</param>
public sealed record IndexCheckItem(string File, string Problem, long Rows);
