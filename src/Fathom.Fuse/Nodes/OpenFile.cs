namespace Fathom.Fuse;

/// <summary>A file that the kernel has open.</summary>
/// <param name="isForWriting">A tree's files may be able to write and be open for reading alone.</param>
internal sealed class OpenFile(FuseNode node, IContentFile content, bool isForWriting)
{
    internal FuseNode Node { get; } = node;

    internal IContentFile Content { get; } = content;

    /// <summary>The file, if it was opened for writing.</summary>
    internal IWritableFile? Writable { get; } = isForWriting ? content as IWritableFile : null;
}
