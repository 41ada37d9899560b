namespace Fathom.Local;

/// <summary>Examines one path for a <see cref="MetadataCache"/>.</summary>
/// <param name="path">Raw bytes; valid for the call.</param>
public delegate StatResult StatFetch(ReadOnlySpan<byte> path);
