namespace Fathom.Vault;

/// <summary>A held node of a vault: the stored file that has the content or the target, or the content of a directory.</summary>
internal sealed partial class VaultNode : IWritableNode
{
    /// <summary>Longest name that is looked up: what the kernel gives to a FUSE server at most (FUSE_NAME_MAX, fs/fuse/fuse_i.h).</summary>
    internal const int MaxName = 1024;

    private readonly VaultTree _tree;
    private readonly IContentNode _stored;
    private readonly DirectoryId? _id;
    private readonly ulong _inode;
    private readonly Errno _missing;

    // Where a directory is; null for anything else.
    private readonly HeldDirectory? _held;
    private int _isDisposed;

    private VaultNode(VaultTree tree, EntryKind kind, IContentNode stored, DirectoryId? id, ulong inode, Errno missing, HeldDirectory? parent)
    {
        (_tree, Kind, _stored, _id, _inode, _missing) = (tree, kind, stored, id, inode, missing);
        _held = id is null ? null : tree.Held.Hold(id, parent);
    }

    /// <inheritdoc/>
    public EntryKind Kind { get; }

    /// <summary>Makes the node of a directory.</summary>
    /// <param name="content">Its content directory; disposed with the node.</param>
    /// <param name="inode">Of the stored node.</param>
    /// <param name="parent">Null for the root.</param>
    internal static VaultNode OfDirectory(VaultTree tree, DirectoryId id, IContentNode content, ulong inode, HeldDirectory? parent) =>
        new(tree, EntryKind.Directory, content, id, inode, Errno.None, parent);

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes)
    {
        Errno errno = _stored.ReadAttributes(mask & ClearAttributes.GivenByStored, out attributes);
        return errno == Errno.None ? Clear(mask, in attributes, out attributes) : errno;
    }

    /// <inheritdoc/>
    public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        node = null;
        attributes = default;
        Errno errno = CheckIsDirectory();
        errno = errno == Errno.None ? CheckName(name) : errno;
        if (errno != Errno.None)
        {
            return errno;
        }

        mask &= ClearAttributes.GivenByStored;
        LookupPlace place = new(_tree, _id!, _stored);
        errno = _tree.Lookup.Open(in place, name, mask, out IContentNode? stored, out NodeAttributes known, out NameKind kind);
        return errno == Errno.None ? Hold(stored!, kind, mask, in known, out node, out attributes) : errno;
    }

    /// <inheritdoc/>
    public Errno Open(EntryBatch batch, int index, out IContentNode? node)
    {
        ArgumentNullException.ThrowIfNull(batch);
        NodeHandle handle = batch.Handle(index);
        if (!handle.IsEmpty && batch.Inodes[index] != 0)
        {
            DirectoryId id = new(handle.Bytes.ToArray());
            if (_tree.Contents.Open(id, StatMask.None, out IContentNode? content, out _) == Errno.None)
            {
                node = OfDirectory(_tree, id, content!, batch.Inodes[index], _held);
                return Errno.None;
            }
        }

        return Open(batch.Name(index), StatMask.None, out node, out _);
    }

    /// <inheritdoc/>
    public Errno ReadTarget(out byte[] target)
    {
        target = [];
        return Kind == EntryKind.Symlink ? VaultFile.ReadTarget(_tree, _stored, out target) : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public Errno OpenListing(StatMask mask, out IDirectoryListing? listing)
    {
        listing = null;
        Errno errno = CheckIsDirectory();
        if (errno == Errno.None)
        {
            errno = VaultListing.Open(_tree, _id!, new ReaderOptions { Stat = mask }, new ListingRoom(), out VaultListing? opened);
            listing = opened;
        }

        return errno;
    }

    /// <inheritdoc/>
    public Errno OpenFile(out IContentFile? file)
    {
        file = null;
        if (Kind != EntryKind.File)
        {
            return Kind == EntryKind.Directory ? Errno.EISDIR : Errno.EINVAL;
        }

        Errno errno = VaultFile.Open(_tree, _stored, out VaultFile? opened);
        file = opened;
        return errno;
    }

    /// <inheritdoc/>
    public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length) => _stored.ReadXattr(name, value, out length);

    /// <inheritdoc/>
    public Errno ListXattrs(Span<byte> names, out int length) => _stored.ListXattrs(names, out length);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Once only: the count of a directory's nodes is not the node's own. Partner: this itself.
        if (_held is not null && Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _tree.Held.Release(_held);
        }

        _stored.Dispose();
    }

    private static Errno CheckName(ReadOnlySpan<byte> name)
    {
        Errno errno = EntryName.Check(name);
        return errno == Errno.None && name.Length > MaxName ? Errno.ENAMETOOLONG : errno;
    }

    private Errno CheckIsDirectory() => Kind == EntryKind.Directory ? _missing : Errno.ENOTDIR;

    private Errno Clear(StatMask mask, in NodeAttributes stored, out NodeAttributes clear)
    {
        if (Kind != EntryKind.Directory)
        {
            return ClearAttributes.OfContent(_tree.Layout, Kind, mask, in stored, out clear);
        }

        clear = ClearAttributes.OfDirectory(in stored, _inode);
        return Errno.None;
    }

    // Owns the stored node from here on.
    private Errno Hold(
        IContentNode stored, NameKind kind, StatMask mask, in NodeAttributes known, out IContentNode? node, out NodeAttributes attributes)
    {
        node = null;
        attributes = default;
        Errno errno = ResolvedNode.Resolve(stored, kind, mask, out ResolvedNode resolved);
        if (errno != Errno.None)
        {
            stored.Dispose();
            return errno;
        }

        if (resolved.Id is not null)
        {
            return HoldDirectory(stored, resolved.Id, mask, in known, out node, out attributes);
        }

        // Without its directory: the stored file is what is held.
        NodeAttributes content = resolved.Inner is null ? known : resolved.InnerAttributes;
        VaultNode held = new(_tree, resolved.Kind, resolved.Inner ?? stored, null, 0, Errno.None, null);
        if (resolved.Inner is not null)
        {
            stored.Dispose();
        }

        return Give(held, mask, in content, out node, out attributes);
    }

    private Errno HoldDirectory(
        IContentNode stored, DirectoryId id, StatMask mask, in NodeAttributes known, out IContentNode? node, out NodeAttributes attributes)
    {
        node = null;
        Errno errno = _tree.Contents.Open(id, mask, out IContentNode? content, out attributes);
        if (errno == Errno.None)
        {
            stored.Dispose();
            return Give(OfDirectory(_tree, id, content!, known.Inode, _held), mask, in attributes, out node, out attributes);
        }

        if (errno != Errno.ENOENT)
        {
            stored.Dispose();
            return errno;
        }

        // Its name and attributes are there still; what is below it is lost.
        return Give(new VaultNode(_tree, EntryKind.Directory, stored, id, known.Inode, errno, _held), mask, in known, out node, out attributes);
    }

    // A file of a size that no encrypted file has can be held, to be removed or repaired: the size leads into what is damaged of it, so
    // that whoever reads to its end meets the error.
    private static Errno Give(VaultNode held, StatMask mask, in NodeAttributes stored, out IContentNode? node, out NodeAttributes attributes)
    {
        node = held;
        if (held.Clear(mask, in stored, out attributes) == Errno.EBADMSG)
        {
            held.Clear(mask & ~StatMask.Size, in stored, out attributes);
            attributes = attributes with { Size = ContentSize.IntoDamage(held._tree.Layout, stored.Size) };
        }

        return Errno.None;
    }
}
