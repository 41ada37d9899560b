using static Fathom.Fuse.ProtocolFlags;

namespace Fathom.Fuse;

/// <content>Making nodes. The kernel has applied the caller's umask already.</content>
internal sealed unsafe partial class FuseWorker
{
    private const uint ExactBits = S_ISUID | S_ISGID | S_ISVTX;
    private const int KindShift = 12;
    private const uint KindMask = 0xf;

    private Errno MakeNode(FuseNode directory, ref RequestReader reader)
    {
        if (!reader.TryTake(out MkNodIn make) || !reader.TryTakeName(out ReadOnlySpan<byte> name))
        {
            return Errno.EINVAL;
        }

        Errno errno = Changeable(directory, out IWritableNode? writable);
        if (errno != Errno.None)
        {
            return errno;
        }

        uint mode = make.Mode & PermissionBits;
        var kind = (EntryKind)((make.Mode >> KindShift) & KindMask);
        IWritableNode? made;
        if (kind is EntryKind.File or EntryKind.Unknown)
        {
            errno = writable!.CreateFile(name, mode, isExclusive: true, out made, out IWritableFile? file);
            file?.Dispose();
        }
        else
        {
            errno = writable!.MakeSpecial(name, kind, mode, AttributeCodec.DecodeDevice(make.RawDevice), out made);
        }

        return errno == Errno.None ? ReplyMade(directory, name, made!, mode) : errno;
    }

    private Errno MakeDirectory(FuseNode directory, ref RequestReader reader)
    {
        if (!reader.TryTake(out MkDirIn make) || !reader.TryTakeName(out ReadOnlySpan<byte> name))
        {
            return Errno.EINVAL;
        }

        Errno errno = Changeable(directory, out IWritableNode? writable);
        errno = errno == Errno.None ? writable!.MakeDirectory(name, make.Mode & PermissionBits, out IWritableNode? made) : None(errno, out made);
        return errno == Errno.None ? ReplyMade(directory, name, made!, make.Mode & PermissionBits) : errno;
    }

    private Errno MakeSymlink(FuseNode directory, ref RequestReader reader)
    {
        if (!reader.TryTakeName(out ReadOnlySpan<byte> name) || !reader.TryTakeName(out ReadOnlySpan<byte> target))
        {
            return Errno.EINVAL;
        }

        Errno errno = Changeable(directory, out IWritableNode? writable);
        errno = errno == Errno.None ? writable!.MakeSymlink(name, target, out IWritableNode? made) : None(errno, out made);
        return errno == Errno.None ? ReplyMade(directory, name, made!, mode: 0) : errno;
    }

    private Errno Create(FuseNode directory, ref RequestReader reader)
    {
        if (!reader.TryTake(out CreateIn create) || !reader.TryTakeName(out ReadOnlySpan<byte> name))
        {
            return Errno.EINVAL;
        }

        Errno errno = Changeable(directory, out IWritableNode? writable);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = writable!.CreateFile(name, create.Mode & PermissionBits, isExclusive: true, out IWritableNode? made, out IWritableFile? file);
        if (errno == Errno.EEXIST && (create.Flags & O_EXCL) == 0)
        {
            // Somebody was faster. What is there keeps its owner and its mode.
            return OpenExisting(directory, name, create.Flags);
        }

        if (errno != Errno.None)
        {
            return errno;
        }

        errno = ReplyMade(directory, name, made!, create.Mode & PermissionBits);
        if (errno != Errno.None)
        {
            file!.Dispose();
            return errno;
        }

        ReplyOpened(_session.Nodes.Find(_referred[^1])!, file!, create.Flags);
        return Errno.None;
    }

    private Errno OpenExisting(FuseNode directory, ReadOnlySpan<byte> name, uint flags)
    {
        Errno errno = directory.Content.Open(name, EntryAttributes, out IContentNode? content, out NodeAttributes attributes);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = OpenContent(content!, flags, openFlags: 0, out IContentFile? file);
        if (errno == Errno.None && (flags & O_TRUNC) != 0)
        {
            errno = file!.ReadAttributes(EntryAttributes, out attributes);
        }

        if (errno != Errno.None)
        {
            file?.Dispose();
            content!.Dispose();
            return errno;
        }

        ReplyEntry(content!, in attributes, directory, name);
        ReplyOpened(_session.Nodes.Find(_referred[^1])!, file!, flags);
        return Errno.None;
    }

    /// <summary>Gives a new node to who made it, and describes it.</summary>
    private Errno ReplyMade(FuseNode directory, ReadOnlySpan<byte> name, IWritableNode made, uint mode)
    {
        Errno errno = made.ReadAttributes(EntryAttributes, out NodeAttributes attributes);
        errno = errno == Errno.None ? GiveToCaller(directory, made, mode, ref attributes) : errno;
        if (errno != Errno.None)
        {
            // Nobody shall find a file that belongs to somebody else than who made it.
            _ = made.Kind == EntryKind.Directory ? directory.Writable!.RemoveDirectory(name) : directory.Writable!.Unlink(name);
            made.Dispose();
            return errno;
        }

        ReplyEntry(made, in attributes, directory, name);
        return Errno.None;
    }

    private Errno GiveToCaller(FuseNode directory, IWritableNode made, uint mode, ref NodeAttributes attributes)
    {
        uint exact = mode & ExactBits;
        uint? inherited = made.Kind == EntryKind.Directory || attributes.Gid != _header.Gid ? InheritedGroup(directory) : null;
        uint group = inherited ?? (_session.IsRoot ? _header.Gid : attributes.Gid);
        uint? gid = attributes.Gid == group ? null : group;
        uint? uid = !_session.IsRoot || attributes.Uid == _header.Uid ? null : _header.Uid;

        // Not every tree makes a directory within the one that it belongs to, as a disk does, which passes this on.
        exact |= inherited is not null && made.Kind == EntryKind.Directory ? S_ISGID : 0;

        // Not every tree sets these when it makes a node, and a new owner takes them away. The other bits may be fewer
        // than were asked for, where the directory has a default ACL.
        bool isExact = exact == 0 || ((exact & ~attributes.Mode) == 0 && uid is null && gid is null);
        if (uid is null && gid is null && isExact)
        {
            return Errno.None;
        }

        NodeChange change = new() { Uid = uid, Gid = gid, Mode = isExact ? null : (attributes.Mode & PermissionBits) | exact };
        Errno errno = made.SetAttributes(in change);
        if (errno == Errno.EPERM && !_session.IsRoot)
        {
            // A group that who serves is not in: the disk could give it, and we cannot.
            change = change with { Gid = null, Mode = change.Mode & ~S_ISGID };
            errno = change == default ? Errno.None : made.SetAttributes(in change);
        }

        return errno == Errno.None ? made.ReadAttributes(EntryAttributes, out attributes) : errno;
    }

    /// <summary>The group that a set-group-id directory gives to what is made in it; null if it gives none.</summary>
    private static uint? InheritedGroup(FuseNode directory) =>
        directory.Content.ReadAttributes(StatMask.Mode | StatMask.Gid, out NodeAttributes attributes) == Errno.None && (attributes.Mode & S_ISGID) != 0
            ? attributes.Gid
            : null;

    private static Errno None(Errno errno, out IWritableNode? node)
    {
        node = null;
        return errno;
    }
}
