namespace Fathom.Transfer;

/// <summary>Something before a <see cref="TransferPosition"/> that is not done: it failed, vanished or was left out.</summary>
/// <param name="Path">Below the root of the transfer, raw bytes; empty for the root.</param>
/// <param name="IsWhole">What is below it, too; else its own directory and those above it, and its attributes.</param>
public readonly record struct UndoneName(ReadOnlyMemory<byte> Path, bool IsWhole);
