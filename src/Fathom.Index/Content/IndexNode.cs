namespace Fathom.Index;

/// <summary>An entry of a saved tree as a node. It holds where its row is, and no more.</summary>
internal sealed class IndexNode : IContentNode
{
    private const int MaxName = 255;

    private readonly IndexContent _content;
    private readonly IndexNode? _parent;
    private readonly RowPlace _place;
    private readonly byte[]? _rootRow;

    /// <summary>The root, whose row is not among those of a directory.</summary>
    internal IndexNode(IndexContent content, ReadOnlySpan<byte> row)
    {
        _content = content;
        _rootRow = row.ToArray();
        SavedRow saved = Row();
        (Kind, Number) = (saved.Kind, saved.Number);
    }

    private IndexNode(IndexNode parent, in RowPlace place, in SavedRow row)
    {
        _content = parent._content;
        _parent = parent;
        _place = place;
        (Kind, Number) = (row.Kind, row.Number);
    }

    /// <inheritdoc/>
    public EntryKind Kind { get; }

    /// <summary>Its number as a directory; 0 if it was not entered.</summary>
    private long Number { get; }

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes)
    {
        Errno errno = Row().ReadAttributes(_place.Offset, _content.Device, out attributes);
        return errno == Errno.None || mask == StatMask.None ? Errno.None : _content.Errors.OfEntry(GetPath);
    }

    /// <inheritdoc/>
    public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        (node, attributes) = (null, default);
        Errno errno = Kind != EntryKind.Directory ? Errno.ENOTDIR
            : EntryName.Check(name) != Errno.None ? Errno.EINVAL
            : name.Length > MaxName ? Errno.ENAMETOOLONG
            : Number == TreeRow.Loop ? Errno.ELOOP
            : Errno.None;
        if (errno != Errno.None)
        {
            return errno;
        }

        if (Number <= 0 || !_content.TryFind(Number, name, out RowPlace place))
        {
            // Of a directory that could not be listed whole nobody knows what it has.
            Errno listing = _content.Errors.OfListing(GetPath, Number);
            return listing == Errno.None ? Errno.ENOENT : listing;
        }

        IndexNode found = new(this, in place, _content.Read(in place));
        errno = found.ReadAttributes(mask, out attributes);
        node = errno == Errno.None ? found : null;
        return errno;
    }

    /// <inheritdoc/>
    public Errno ReadTarget(out byte[] target)
    {
        target = Kind == EntryKind.Symlink ? Row().Target.ToArray() : [];
        return Kind != EntryKind.Symlink ? Errno.EINVAL : target.Length == 0 ? Errno.ENODATA : Errno.None;
    }

    /// <inheritdoc/>
    public Errno OpenListing(StatMask mask, out IDirectoryListing? listing)
    {
        listing = null;
        if (Kind != EntryKind.Directory)
        {
            return Errno.ENOTDIR;
        }

        if (Number == TreeRow.Loop)
        {
            return Errno.ELOOP;
        }

        listing = new IndexListing(_content, Number, GetPath);
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno OpenFile(out IContentFile? file)
    {
        file = null;
        return Kind switch
        {
            EntryKind.File => Errno.EOPNOTSUPP, // an index has no content
            EntryKind.Directory => Errno.EISDIR,
            _ => Errno.EINVAL,
        };
    }

    /// <inheritdoc/>
    public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length)
    {
        length = 0;
        return Errno.EOPNOTSUPP;
    }

    /// <inheritdoc/>
    public Errno ListXattrs(Span<byte> names, out int length)
    {
        length = 0;
        return Errno.EOPNOTSUPP;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The copy belongs to the tree.
    }

    /// <summary>The path as the scan wrote it.</summary>
    private byte[] GetPath()
    {
        if (_parent is null)
        {
            return _content.RootName;
        }

        byte[] above = _parent.GetPath();
        return [.. above, .. above is [.., (byte)'/'] ? default : "/"u8, .. Row().Name];
    }

    private SavedRow Row() => _rootRow is not null ? new SavedRow(_content.Copy.Row, _rootRow) : _content.Read(in _place);
}
