namespace Fathom.Transfer;

/// <summary>A directory above the root of a tree, in which the root is the only name: the source of a transfer that takes a file, or a directory with its
/// name.</summary>
internal sealed class SingleEntryDirectory : IContentNode
{
    private readonly IContentTree _tree;
    private readonly IContentNode _root;
    private readonly byte[] _name;

    /// <param name="root">Of the tree; disposed with this.</param>
    internal SingleEntryDirectory(IContentTree tree, IContentNode root, byte[] name)
    {
        _tree = tree;
        _root = root;
        _name = name;
    }

    /// <inheritdoc/>
    public EntryKind Kind => EntryKind.Directory;

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes)
    {
        attributes = new NodeAttributes { Mode = 0x4000 };
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        attributes = default;
        node = null;
        if (!name.SequenceEqual(_name))
        {
            return Errno.ENOENT;
        }

        Errno errno = _tree.OpenRoot(out node);
        if (errno == Errno.None && (errno = node!.ReadAttributes(mask, out attributes)) != Errno.None)
        {
            node.Dispose();
            node = null;
        }

        return errno;
    }

    /// <inheritdoc/>
    public Errno OpenListing(StatMask mask, out IDirectoryListing? listing)
    {
        listing = new Listing(this, mask);
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno ReadTarget(out byte[] target)
    {
        target = [];
        return Errno.EINVAL;
    }

    /// <inheritdoc/>
    public Errno OpenFile(out IContentFile? file)
    {
        file = null;
        return Errno.EISDIR;
    }

    /// <inheritdoc/>
    public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length)
    {
        length = 0;
        return Errno.ENODATA;
    }

    /// <inheritdoc/>
    public Errno ListXattrs(Span<byte> names, out int length)
    {
        length = 0;
        return Errno.None;
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private sealed class Listing(SingleEntryDirectory directory, StatMask mask) : IDirectoryListing
    {
        private bool _isEnd;

        public Errno Next(EntryBatch batch)
        {
            batch.Clear(null);
            if (_isEnd)
            {
                return Errno.None;
            }

            _isEnd = true;
            Errno errno = directory._root.ReadAttributes(mask & ~StatMask.Target, out NodeAttributes attributes);
            if (errno != Errno.None)
            {
                return errno;
            }

            int index = batch.AddName(directory._name, attributes.Kind, attributes.Inode);
            new EntryColumns(batch, mask).Store(index, attributes);
            batch.Filled = mask;
            if (attributes.Kind == EntryKind.Symlink && (mask & StatMask.Target) != 0)
            {
                errno = directory._root.ReadTarget(out byte[] target);
                batch.SetTarget(index, target);
            }

            return errno;
        }

        public void Dispose()
        {
        }
    }
}
