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

    // Why nothing is below a directory: its content does not exist, or it is a directory that this one lies in.
    private readonly Errno _missing;

    // Where a directory is; null for anything else.
    private readonly HeldDirectory? _held;
    private int _isDisposed;

    private VaultNode(VaultTree tree, EntryKind kind, IContentNode stored)
    {
        (_tree, Kind, _stored) = (tree, kind, stored);
    }

    // A directory; the hold is the node's.
    private VaultNode(VaultTree tree, IContentNode stored, HeldDirectory held, ulong inode, Errno missing)
        : this(tree, EntryKind.Directory, stored)
    {
        (_id, _held, _inode, _missing) = (held.Id, held, inode, missing);
    }

    /// <inheritdoc/>
    public EntryKind Kind { get; }

    /// <summary>Makes the node of a directory that is just where it is said to be.</summary>
    /// <param name="content">Its content directory; disposed with the node.</param>
    /// <param name="inode">Of the stored node.</param>
    /// <param name="parent">Null for the root.</param>
    internal static VaultNode OfDirectory(VaultTree tree, DirectoryId id, IContentNode content, ulong inode, HeldDirectory? parent)
    {
        HeldDirectory held = tree.Held.Hold(id, parent, ref inode);
        return new VaultNode(tree, content, held, inode, Errno.None);
    }

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes)
    {
        Errno errno = _stored.ReadAttributes(mask & ClearAttributes.GivenByStored, out attributes);
        errno = errno == Errno.None ? Clear(mask, in attributes, out attributes) : errno;
        return errno == Errno.EBADMSG ? ReadSettled(mask, out attributes) : errno;
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
        for (int race = 0; race < MaxRaces; race++)
        {
            long moves = _tree.Held.Moves;
            errno = _tree.Lookup.Open(in place, name, mask, out IContentNode? stored, out NodeAttributes known, out NameKind kind);
            errno = errno == Errno.None ? Hold(new FoundNode(stored!, kind, mask, known, moves), out node, out attributes) : errno;
            if (errno != Errno.None || node is not null)
            {
                return errno;
            }
        }

        return Errno.EAGAIN;
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
                // Once a directory was moved, nobody knows whether it was since the listing.
                node = TryHold(id, content!, batch.Inodes[index], Errno.None, moves: 0);
                if (node is not null)
                {
                    return Errno.None;
                }
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

    // The size may be one that no file has for as long as a write takes.
    private Errno ReadSettled(StatMask mask, out NodeAttributes attributes)
    {
        Errno errno = _tree.OpenContents.ReadSettled(_stored, mask & ClearAttributes.GivenByStored, _tree.Chunks, out attributes);
        return errno == Errno.None ? Clear(mask, in attributes, out attributes) : errno;
    }

    // Owns the stored node from here on. None without a node where directories were moved since it was looked for.
    private Errno Hold(in FoundNode found, out IContentNode? node, out NodeAttributes attributes)
    {
        node = null;
        attributes = default;
        Errno errno = ResolvedNode.Resolve(found.Stored, found.Kind, found.Mask, out ResolvedNode resolved);
        if (errno != Errno.None)
        {
            found.Stored.Dispose();
            return errno;
        }

        if (resolved.Id is not null)
        {
            return HoldDirectory(in found, resolved.Id, out node, out attributes);
        }

        // Without its directory: the stored file is what is held.
        NodeAttributes content = resolved.Inner is null ? found.Known : resolved.InnerAttributes;
        VaultNode held = new(_tree, resolved.Kind, resolved.Inner ?? found.Stored);
        if (resolved.Inner is not null)
        {
            found.Stored.Dispose();
        }

        return Give(held, found.Mask, in content, out node, out attributes);
    }

    private Errno HoldDirectory(in FoundNode found, DirectoryId id, out IContentNode? node, out NodeAttributes attributes)
    {
        node = null;
        Errno errno = _tree.Contents.Open(id, found.Mask, out IContentNode? content, out attributes);
        if (errno is not (Errno.None or Errno.ENOENT))
        {
            found.Stored.Dispose();
            return errno;
        }

        // Where its content is missing, its name and attributes are there still; what is below it is lost.
        attributes = errno == Errno.None ? attributes : found.Known;
        VaultNode? held = TryHold(id, content ?? found.Stored, found.Known.Inode, errno, found.Moves);
        if (content is not null)
        {
            found.Stored.Dispose();
        }

        return held is null ? Errno.None : Give(held, found.Mask, in attributes, out node, out attributes);
    }

    // Owns what is held. Null where directories were moved meanwhile. One that lies in itself, which a damaged vault may have, is ELOOP for
    // all that is below it.
    private VaultNode? TryHold(DirectoryId id, IContentNode stored, ulong inode, Errno missing, long moves)
    {
        bool isInside = _tree.Held.IsAtOrBelow(_held!, id);
        HeldDirectory? held = _tree.Held.TryHold(id, _held!, moves, ref inode);
        if (held is null)
        {
            stored.Dispose();
            return null;
        }

        return new VaultNode(_tree, stored, held, inode, isInside ? Errno.ELOOP : missing);
    }

    // A file of a size that no encrypted file has can be held, to be removed or repaired: the size leads into what is damaged of it, so
    // that whoever reads to its end meets the error.
    private static Errno Give(VaultNode held, StatMask mask, in NodeAttributes stored, out IContentNode? node, out NodeAttributes attributes)
    {
        node = held;
        if (held.Clear(mask, in stored, out attributes) == Errno.EBADMSG && held.ReadSettled(mask, out attributes) != Errno.None)
        {
            held.Clear(mask & ~StatMask.Size, in stored, out attributes);
            attributes = attributes with { Size = ContentSize.IntoDamage(held._tree.Layout, stored.Size) };
        }

        return Errno.None;
    }

    /// <summary>A stored node as a lookup found it.</summary>
    /// <param name="Kind">Of its stored name.</param>
    /// <param name="Mask">Attributes that are wanted.</param>
    /// <param name="Known">Of the stored node.</param>
    /// <param name="Moves">Of directories, before the lookup.</param>
    private readonly record struct FoundNode(IContentNode Stored, NameKind Kind, StatMask Mask, NodeAttributes Known, long Moves);
}
