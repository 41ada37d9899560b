namespace Fathom.Transfer;

/// <summary>Something that failed; the transfer goes on.</summary>
/// <param name="Action">What was being done.</param>
/// <param name="IsSource">It failed in the source; else in the target.</param>
/// <param name="Path">Of the name, relative to the root of the transfer; raw bytes.</param>
/// <param name="Errno">Why.</param>
public readonly record struct TransferError(TransferAction Action, bool IsSource, ReadOnlyMemory<byte> Path, Errno Errno);
