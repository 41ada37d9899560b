namespace Fathom.Transfer;

/// <summary>A copy that waits for its name.</summary>
/// <param name="Path">That it will have, below the root.</param>
/// <param name="Temporary">Its name in the partial directory.</param>
internal readonly record struct DelayedCopy(ReadOnlyMemory<byte> Path, byte[] Temporary);
