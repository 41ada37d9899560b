namespace Fathom.Vault;

// A node is made aside, under a name that no program lists, and renamed to its own in one step:
//
//   file, short    tmp (header)                                          -> NAME.c9r
//   file, long     tmp/ contents.c9r, name.c9s                           -> HASH.c9s
//   directory      tmp/ dir.c9r, then content and dirid.c9r, [name.c9s]  -> NAME.c9r or HASH.c9s
//   link           tmp/ symlink.c9r, [name.c9s]                          -> NAME.c9r or HASH.c9s

/// <content>Making nodes.</content>
internal sealed partial class VaultNode
{
    // Somebody removes and makes the name again as fast as we look: not worth a hang.
    private const int MaxRaces = 100;

    private const uint OfOwner = 0x1c0; // 0700

    /// <inheritdoc/>
    public Errno CreateFile(ReadOnlySpan<byte> name, uint mode, bool isExclusive, out IWritableNode? node, out IWritableFile? file)
    {
        node = null;
        file = null;
        Errno errno = CheckChange(name);
        for (int race = 0; errno == Errno.None && race < MaxRaces; race++)
        {
            errno = CreateNew(name, mode, isLikelyFree: isExclusive, out node, out file);
            if (errno != Errno.EEXIST || isExclusive)
            {
                return errno;
            }

            errno = OpenExisting(name, out node, out file);
            if (errno != Errno.ENOENT)
            {
                return errno;
            }

            errno = Errno.None;
        }

        return errno == Errno.None ? Errno.EAGAIN : errno;
    }

    /// <inheritdoc/>
    public Errno MakeDirectory(ReadOnlySpan<byte> name, uint mode, out IWritableNode? node)
    {
        node = null;
        Errno errno = BeginNode(name, out NewName made, out NodeBuilder? builder, out NameLocks.Held held);
        using (held)
        using (builder)
        {
            return errno == Errno.None ? BuildDirectory(builder!, in made, mode, out node) : errno;
        }
    }

    /// <inheritdoc/>
    public Errno MakeSymlink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, out IWritableNode? node)
    {
        node = null;
        Errno errno = CheckChange(name);
        errno = errno == Errno.None && (target.IsEmpty || target.Contains((byte)0)) ? Errno.EINVAL : errno;
        errno = errno == Errno.None && target.Length > VaultFile.MaxTargetLength ? Errno.ENAMETOOLONG : errno;
        return errno == Errno.None ? BuildSymlink(name, target, out node) : errno;
    }

    /// <inheritdoc/>
    /// <remarks>A vault has no such nodes: EPERM, as mknod(2) says of a file system without them.</remarks>
    public Errno MakeSpecial(ReadOnlySpan<byte> name, EntryKind kind, uint mode, ulong device, out IWritableNode? node)
    {
        node = null;
        Errno errno = CheckChange(name);
        bool isSpecial = kind is EntryKind.Fifo or EntryKind.Socket or EntryKind.CharacterDevice or EntryKind.BlockDevice;
        return errno != Errno.None ? errno : isSpecial ? Errno.EPERM : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public Errno Link(ReadOnlySpan<byte> name, IContentNode existing)
    {
        ArgumentNullException.ThrowIfNull(existing);
        Errno errno = CheckChange(name);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (existing is not VaultNode other || other._tree != _tree)
        {
            return Errno.EXDEV;
        }

        if (other.Kind == EntryKind.Directory)
        {
            return Errno.EPERM;
        }

        using NameLocks.Held held = _tree.Locks.Share(_id!);
        errno = CheckFree(name, out NewName made);
        return errno != Errno.None ? errno
            : other.Kind == EntryKind.File && !made.IsLong ? Writable.Link(made.Stored, other._stored)
            : LinkInside(in made, other);
    }

    private Errno CheckChange(ReadOnlySpan<byte> name)
    {
        Errno errno = CheckWritable();
        errno = errno == Errno.None ? CheckIsDirectory() : errno;
        return errno == Errno.None ? CheckName(name) : errno;
    }

    // The names of this directory are shared by the caller.
    private Errno CheckFree(ReadOnlySpan<byte> name, out NewName made)
    {
        made = default;
        LookupPlace place = new(_tree, _id!, _stored);
        Errno errno = _tree.Lookup.Open(in place, name, StatMask.None, out IContentNode? node, out _, out _);
        node?.Dispose();
        return errno switch
        {
            Errno.None => Errno.EEXIST,
            Errno.ENOENT => NewName.Make(_tree.Names, in place.Siv, name, out made),
            _ => errno,
        };
    }

    private Errno BeginNode(ReadOnlySpan<byte> name, out NewName made, out NodeBuilder? builder, out NameLocks.Held held)
    {
        made = default;
        builder = null;
        held = default;
        Errno errno = CheckChange(name);
        if (errno != Errno.None)
        {
            return errno;
        }

        held = _tree.Locks.Share(_id!);
        errno = CheckFree(name, out made);
        return errno == Errno.None ? NodeBuilder.Begin(_tree, Writable, out builder) : errno;
    }

    private Errno Publish(NodeBuilder builder, in NewName name)
    {
        Errno errno = builder.Publish(in name);
        if (errno == Errno.None)
        {
            _tree.Unsynced.Add(_tree, _id!, _stored, name.Stored);
        }

        return errno;
    }

    private Errno BuildSymlink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, out IWritableNode? node)
    {
        node = null;
        Errno errno = BeginNode(name, out NewName made, out NodeBuilder? builder, out NameLocks.Held held);
        using (held)
        using (builder)
        {
            errno = errno == Errno.None ? builder!.PutEncrypted(StoredFiles.Symlink, target) : errno;
            errno = errno == Errno.None ? builder!.PutName(in made) : errno;
            errno = errno == Errno.None ? builder!.Node.OpenWritable(StoredFiles.Symlink, out IWritableNode? stored) : Structure.None(errno, out stored);
            errno = errno == Errno.None ? Publish(builder!, in made) : errno;
            node = errno == Errno.None ? new VaultNode(_tree, EntryKind.Symlink, stored!) : null;
            if (errno != Errno.None)
            {
                stored?.Dispose();
            }

            return errno;
        }
    }

    private Errno BuildDirectory(NodeBuilder builder, in NewName name, uint mode, out IWritableNode? node)
    {
        node = null;
        DirectoryId id = DirectoryId.Create();
        Errno errno = builder.Put(StoredFiles.DirectoryId, id.Bytes);
        errno = errno == Errno.None ? _tree.Contents.Create(id, mode | OfOwner, out IWritableNode? content) : Structure.None(errno, out content);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = Structure.PutEncrypted(_tree, content!, StoredFiles.OwnId, id.Bytes, mode | OfOwner);
        errno = errno == Errno.None ? builder.PutName(in name) : errno;
        errno = errno == Errno.None && (mode & OfOwner) != OfOwner ? TakeFromOwner(content!, mode) : errno;
        errno = errno == Errno.None ? builder.Node.ReadAttributes(StatMask.Inode, out NodeAttributes attributes) : Unread(errno, out attributes);
        errno = errno == Errno.None ? Publish(builder, in name) : errno;
        if (errno != Errno.None)
        {
            content!.Dispose();
            _ = NodeRemoval.RemoveContent(_tree, id, Writable);
            return errno;
        }

        node = OfDirectory(_tree, id, content!, attributes.Inode, _held);
        return Errno.None;
    }

    // Its own id had to be written before.
    private static Errno TakeFromOwner(IWritableNode content, uint mode)
    {
        Errno errno = content.ReadAttributes(StatMask.Mode, out NodeAttributes made);
        return errno == Errno.None ? content.SetAttributes(new NodeChange { Mode = made.Mode & 0xfff & (mode | ~OfOwner) }) : errno;
    }

    private static Errno Unread(Errno errno, out NodeAttributes attributes)
    {
        attributes = default;
        return errno;
    }

    private Errno LinkInside(in NewName name, VaultNode existing)
    {
        Errno errno = NodeBuilder.Begin(_tree, Writable, out NodeBuilder? builder);
        using (builder)
        {
            errno = errno == Errno.None ? builder!.Node.Link(StoredFiles.InnerNameOf(existing.Kind), existing._stored) : errno;
            errno = errno == Errno.None ? builder!.PutName(in name) : errno;
            return errno == Errno.None ? Publish(builder!, in name) : errno;
        }
    }
}
