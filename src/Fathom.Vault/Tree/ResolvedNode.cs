namespace Fathom.Vault;

/// <summary>What a stored node stands for.</summary>
internal struct ResolvedNode
{
    /// <summary>A file, a directory or a link.</summary>
    internal EntryKind Kind;

    /// <summary>Of a directory.</summary>
    internal DirectoryId? Id;

    /// <summary>The file inside of the stored node that has the content or the target, the caller's; null for a plain file, which
    /// is its own content, and for a directory.</summary>
    internal IContentNode? Inner;

    /// <summary>Of <see cref="Inner"/>.</summary>
    internal NodeAttributes InnerAttributes;

    /// <summary>Finds out what a stored node is.</summary>
    /// <param name="node">As its name was opened; stays the caller's.</param>
    /// <param name="kind">Of its stored name.</param>
    /// <param name="mask">Attributes of <see cref="Inner"/> that are wanted.</param>
    /// <returns>EBADMSG where it is nothing that a vault has.</returns>
    internal static Errno Resolve(IContentNode node, NameKind kind, StatMask mask, out ResolvedNode resolved)
    {
        resolved = default;
        if (node.Kind == EntryKind.File && kind == NameKind.Regular)
        {
            resolved.Kind = EntryKind.File;
            return Errno.None;
        }

        // Also a link of the ciphertext's own: it is not followed, and no vault has one.
        if (node.Kind != EntryKind.Directory)
        {
            return Errno.EBADMSG;
        }

        Errno errno = kind == NameKind.Shortened
            ? OpenInner(node, StoredFiles.Contents, EntryKind.File, mask, ref resolved)
            : Errno.ENOENT;
        errno = errno == Errno.ENOENT ? ReadId(node, ref resolved) : errno;
        errno = errno == Errno.ENOENT ? OpenInner(node, StoredFiles.Symlink, EntryKind.Symlink, mask, ref resolved) : errno;

        // ENOENT would say that the entry has gone.
        return errno == Errno.ENOENT ? Errno.EBADMSG : errno;
    }

    private static Errno ReadId(IContentNode node, ref ResolvedNode resolved)
    {
        Span<byte> content = stackalloc byte[DirectoryId.MaxLength + 1];
        Errno errno = StoredFiles.Read(node, StoredFiles.DirectoryId, content, out int length);
        errno = errno == Errno.None ? DirectoryId.Parse(content[..length], out resolved.Id) : errno;
        resolved.Kind = errno == Errno.None ? EntryKind.Directory : EntryKind.Unknown;
        return errno;
    }

    private static Errno OpenInner(IContentNode node, ReadOnlySpan<byte> name, EntryKind kind, StatMask mask, ref ResolvedNode resolved)
    {
        Errno errno = node.Open(name, mask | StatMask.Inode, out resolved.Inner, out resolved.InnerAttributes);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (resolved.Inner!.Kind != EntryKind.File)
        {
            resolved.Inner.Dispose();
            resolved.Inner = null;
            return Errno.EBADMSG;
        }

        resolved.Kind = kind;
        return Errno.None;
    }
}
