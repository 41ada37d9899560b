namespace Fathom.Index;

/// <summary>An entry of a <see cref="TopReport"/>.</summary>
/// <param name="Path">From the root as typed, raw bytes.</param>
/// <param name="Size">Apparent size, bytes.</param>
/// <param name="Allocated">Allocated size, bytes.</param>
/// <param name="Mtime">Last change, ns since 1970; null if not known.</param>
/// <param name="Links">Hard links.</param>
public sealed record TopEntry(ReadOnlyMemory<byte> Path, long Size, long Allocated, long? Mtime, long Links);
