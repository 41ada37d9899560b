namespace Fathom.Nfs;

/// <summary>A directory that a server offers.</summary>
/// <param name="Path">Raw bytes, as MOUNT takes them.</param>
/// <param name="Groups">Who may mount it, as the server writes it: hosts, networks, netgroups; empty for everybody. Raw bytes.</param>
public sealed record NfsExport(ReadOnlyMemory<byte> Path, IReadOnlyList<ReadOnlyMemory<byte>> Groups);
