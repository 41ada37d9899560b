namespace Fathom.Transfer;

/// <summary>Reads a file of rules that stands outside of the trees: one that <c>merge</c> names, or one above the root of a transfer.</summary>
/// <param name="path">Raw bytes, as the rule has it; "-" is the standard input.</param>
/// <returns>The whole content; null if there is no such file. Throws <see cref="FathomException"/> if it cannot be read.</returns>
public delegate byte[]? FilterFileReader(ReadOnlySpan<byte> path);
