namespace Fathom.Fuse;

/// <summary>A file that the kernel has open.</summary>
internal sealed class OpenFile(FuseNode node, IContentFile content)
{
    internal FuseNode Node { get; } = node;

    internal IContentFile Content { get; } = content;

    /// <summary>The file, if it was opened for writing.</summary>
    internal IWritableFile? Writable { get; } = content as IWritableFile;
}
