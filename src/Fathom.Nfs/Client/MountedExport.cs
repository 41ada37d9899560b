namespace Fathom.Nfs;

/// <summary>What MNT gave.</summary>
/// <param name="Path">What was mounted: the path of the URL, or the beginning of it.</param>
/// <param name="Flavours">Authentication flavours that the export takes; empty if the server does not say.</param>
internal sealed record MountedExport(ReadOnlyMemory<byte> Path, NfsFileHandle Handle, IReadOnlyList<uint> Flavours);
