namespace Fathom.Index;

/// <summary>Takes the digest of one directory.</summary>
/// <param name="path">From the root as typed, raw bytes.</param>
/// <param name="digest">16 bytes, big-endian.</param>
public delegate void DirectoryDigestHandler(ReadOnlySpan<byte> path, ReadOnlySpan<byte> digest);
