namespace Fathom.Cli;

/// <summary>One node to copy.</summary>
/// <param name="Node">Disposed by who copies it.</param>
/// <param name="Attributes">Mode and times.</param>
/// <param name="Path">Of the source, raw bytes, for messages.</param>
/// <param name="Target">Where it goes.</param>
/// <param name="Name">There, raw bytes.</param>
internal sealed record CopyItem(IContentNode Node, NodeAttributes Attributes, byte[] Path, CopyDirectory Target, byte[] Name);
