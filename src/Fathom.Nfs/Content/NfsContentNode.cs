namespace Fathom.Nfs;

/// <summary>A held node of a server: its handle, which the server knows by itself. Nothing is spent on it there, and so nothing keeps it: once
/// its last name is gone it is <see cref="Errno.ESTALE"/>.</summary>
/// <remarks>What a caller may do is the server's to say, so a file opens without a call, and EACCES comes with the first READ or WRITE.</remarks>
internal sealed partial class NfsContentNode : IWritableNode
{
    private readonly NfsClient _client;
    private readonly NfsFileHandle _handle;

    internal NfsContentNode(NfsClient client, in NfsFileHandle handle, EntryKind kind)
    {
        _client = client;
        _handle = handle;
        Kind = kind;
    }

    /// <inheritdoc/>
    public EntryKind Kind { get; }

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => _client.GetAttributes(in _handle, out attributes);

    /// <inheritdoc/>
    public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        Errno errno = OpenName(name, out NfsContentNode? opened, out attributes);
        node = opened;
        return errno;
    }

    /// <inheritdoc/>
    public Errno Open(EntryBatch batch, int index, out IContentNode? node)
    {
        ArgumentNullException.ThrowIfNull(batch);
        EntryKind kind = batch.Kinds[index];
        NodeHandle handle = batch.Handle(index);
        if (handle.IsEmpty || kind == EntryKind.Unknown)
        {
            return Open(batch.Name(index), StatMask.None, out node, out _);
        }

        node = new NfsContentNode(_client, new NfsFileHandle(handle.Bytes), kind);
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno Open(NodeHandle handle, EntryKind kind, out IContentNode? node)
    {
        node = new NfsContentNode(_client, new NfsFileHandle(handle.Bytes), kind);
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno ReadTarget(out byte[] target)
    {
        target = [];
        return Kind == EntryKind.Symlink ? _client.ReadLink(in _handle, out target) : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public Errno OpenListing(StatMask mask, out IDirectoryListing? listing)
    {
        listing = Kind == EntryKind.Directory ? new NfsContentListing(_client, in _handle, mask & NfsTree.Attributes) : null;
        return listing is null ? Errno.ENOTDIR : Errno.None;
    }

    /// <inheritdoc/>
    public Errno OpenFile(out IContentFile? file)
    {
        Errno errno = OpenForWriting(out IWritableFile? opened);
        file = opened;
        return errno;
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

    /// <summary>Nothing: a handle costs nothing.</summary>
    public void Dispose()
    {
    }

    private Errno OpenName(ReadOnlySpan<byte> name, out NfsContentNode? node, out NodeAttributes attributes)
    {
        node = null;
        attributes = default;
        Errno errno = CheckName(name);
        if (errno == Errno.None)
        {
            errno = _client.Lookup(in _handle, name, out NfsNode found);
            if (errno == Errno.None)
            {
                errno = Hold(in found, out node, out attributes);
            }
        }

        return errno;
    }

    private Errno Hold(in NfsNode found, out NfsContentNode? node, out NodeAttributes attributes)
    {
        Errno errno = Errno.None;
        attributes = found.Attributes ?? default;
        if (found.Attributes is null)
        {
            errno = _client.GetAttributes(found.Handle, out attributes);
        }

        node = errno == Errno.None ? new NfsContentNode(_client, found.Handle, attributes.Kind) : null;
        return errno;
    }

    /// <summary>Servers disagree on what they say of a name in something that is no directory, and of a name that is none.</summary>
    private Errno CheckName(ReadOnlySpan<byte> name)
    {
        Errno errno = EntryName.Check(name);
        return errno == Errno.None && Kind != EntryKind.Directory ? Errno.ENOTDIR : errno;
    }

    private Errno CheckIsFile() => Kind switch
    {
        EntryKind.File => Errno.None,
        EntryKind.Directory => Errno.EISDIR,
        _ => Errno.EINVAL,
    };
}
