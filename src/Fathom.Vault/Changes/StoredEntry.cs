namespace Fathom.Vault;

/// <summary>A name that was found in a directory, with the nodes that it stands for.</summary>
internal sealed class StoredEntry : IDisposable
{
    private StoredEntry(byte[] name, NameKind nameKind, IWritableNode node) => (Name, NameKind, Node) = (name, nameKind, node);

    /// <summary>As it stands in the content directory.</summary>
    internal byte[] Name { get; }

    /// <summary>What the stored name is.</summary>
    internal NameKind NameKind { get; }

    /// <summary>What has the stored name.</summary>
    internal IWritableNode Node { get; }

    /// <summary>A file, a directory or a link; <see cref="EntryKind.Unknown"/> for a node that is damaged.</summary>
    internal EntryKind Kind { get; private set; }

    /// <summary>Of a directory.</summary>
    internal DirectoryId? Id { get; private set; }

    /// <summary>The stored file that has the content or the target; null for anything else.</summary>
    internal IWritableNode? Content => Kind is EntryKind.File or EntryKind.Symlink ? _inner ?? Node : null;

    /// <summary>The stored name is that of a file, which can be replaced and removed with one call.</summary>
    internal bool IsPlain => Node.Kind != EntryKind.Directory;

    /// <summary>The name of the file inside of the node that makes it what it is.</summary>
    internal ReadOnlySpan<byte> InnerName => StoredFiles.InnerNameOf(Kind);

    private IWritableNode? _inner;

    /// <summary>Finds a name in any form.</summary>
    /// <param name="entry">Null where there is none, which is no error, and where there is one.</param>
    internal static Errno Find(VaultTree tree, in LookupPlace place, ReadOnlySpan<byte> name, out StoredEntry? entry)
    {
        entry = null;
        Errno errno = tree.Lookup.Find(in place, name, out byte[] stored, out IContentNode? node);
        if (errno != Errno.None)
        {
            return errno == Errno.ENOENT ? Errno.None : errno;
        }

        StoredEntry found = new(stored, NameCodec.KindOf(stored), (IWritableNode)node!);
        errno = ResolvedNode.Resolve(node!, found.NameKind, StatMask.None, out ResolvedNode resolved);
        if (errno is not (Errno.None or Errno.EBADMSG))
        {
            found.Dispose();
            return errno;
        }

        found.Kind = errno == Errno.None ? resolved.Kind : EntryKind.Unknown;
        found.Id = resolved.Id;
        found._inner = (IWritableNode?)resolved.Inner;
        entry = found;
        return Errno.None;
    }

    /// <summary>Two names of one file or link.</summary>
    internal static bool AreLinks(StoredEntry one, StoredEntry other) =>
        one.Content is not null
        && one.Kind == other.Kind
        && one.Content.ReadAttributes(StatMask.Inode | StatMask.Device, out NodeAttributes first) == Errno.None
        && other.Content!.ReadAttributes(StatMask.Inode | StatMask.Device, out NodeAttributes second) == Errno.None
        && first.Id == second.Id;

    /// <inheritdoc/>
    public void Dispose()
    {
        _inner?.Dispose();
        Node.Dispose();
    }
}
