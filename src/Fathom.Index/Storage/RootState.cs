namespace Fathom.Index;

/// <summary>A root of an index.</summary>
/// <param name="Path">As typed, raw bytes.</param>
/// <param name="IsBegun">Its own entry is stored, so that a resumed scan goes on from the frontier.</param>
/// <param name="Device">Device that it is on; 0 until then.</param>
internal sealed record RootState(byte[] Path, bool IsBegun, ulong Device);
