using static Fathom.Fuse.ProtocolFlags;

namespace Fathom.Fuse;

/// <content>Attributes, extended ones, and the room that is left.</content>
internal sealed unsafe partial class FuseWorker
{
    private Errno GetAttributes(FuseNode node, ref RequestReader reader)
    {
        if (!reader.TryTake(out GetAttrIn get))
        {
            return Errno.EINVAL;
        }

        Errno errno = ReadAttributes(node, get.Flags, get.Handle, EntryAttributes, out NodeAttributes attributes);
        if (errno == Errno.None)
        {
            ReplyAttributes(node, in attributes);
        }

        return errno;
    }

    private Errno GetStatx(FuseNode node, ref RequestReader reader)
    {
        if (!reader.TryTake(out StatxIn get))
        {
            return Errno.EINVAL;
        }

        Errno errno = ReadAttributes(node, get.Flags, get.Handle, NodeAttributes.All, out NodeAttributes attributes);
        if (errno == Errno.None)
        {
            ref StatxOut reply = ref Put<StatxOut>();
            reply.AttrValid = _session.AttributeTimeout.Seconds;
            reply.AttrValidNanos = _session.AttributeTimeout.Nanos;
            AttributeCodec.Write(in attributes, node.Inode, ref reply);
        }

        return errno;
    }

    private Errno SetAttributes(FuseNode node, ref RequestReader reader)
    {
        if (!reader.TryTake(out SetAttrIn set))
        {
            return Errno.EINVAL;
        }

        Errno errno = Changeable(node, out IWritableNode? writable);
        if (errno == Errno.None && IsTimeOfRemoved(node, set.Valid, out NodeAttributes removed))
        {
            ReplyAttributes(node, in removed);
            return Errno.None;
        }

        errno = errno == Errno.None ? SetSize(writable!, in set) : errno;
        errno = errno == Errno.None ? ToChange(in set, out NodeChange change) : Fail(errno, out change);
        if (errno == Errno.None && change != default)
        {
            errno = writable!.SetAttributes(in change);
        }

        errno = errno == Errno.None ? node.Content.ReadAttributes(EntryAttributes, out NodeAttributes attributes) : Fail(errno, out attributes);
        if (errno == Errno.None)
        {
            ReplyAttributes(node, in attributes);
        }

        return errno;
    }

    // A kernel that keeps times gives them with each removal of a file (fuse_update_ctime), which a file without names has no use of: it would only
    // be written once more, before it goes. Only where the tree said before that it has names.
    private static bool IsTimeOfRemoved(FuseNode node, uint valid, out NodeAttributes attributes)
    {
        attributes = default;
        return (valid & ~FATTR_FH) == (FATTR_MTIME | FATTR_CTIME) && node.HasHadNames
            && node.Content.ReadAttributes(EntryAttributes, out attributes) == Errno.None && attributes.Links == 0;
    }

    private Errno SetSize(IWritableNode node, in SetAttrIn set)
    {
        if ((set.Valid & FATTR_SIZE) == 0)
        {
            return Errno.None;
        }

        if (set.Size > long.MaxValue)
        {
            return Errno.EFBIG;
        }

        // Who has the file open for writing may, whatever its mode is by now.
        IWritableFile? file = (set.Valid & FATTR_FH) != 0 ? _session.Files.Find(set.Handle)?.Writable : null;
        Errno errno = file is null ? node.SetAttributes(new NodeChange { Size = (long)set.Size }) : file.SetLength((long)set.Size);
        return errno == Errno.None && (set.Valid & FATTR_KILL_SUIDGID) != 0 ? DropSetIds(node) : errno;
    }

    private static Errno ToChange(in SetAttrIn set, out NodeChange change)
    {
        change = default;
        long atime = NodeChange.Now;
        long mtime = NodeChange.Now;
        if (((set.Valid & FATTR_ATIME_NOW) == 0 && !AttributeCodec.TryJoin(set.Atime, set.AtimeNanos, out atime))
            || ((set.Valid & FATTR_MTIME_NOW) == 0 && !AttributeCodec.TryJoin(set.Mtime, set.MtimeNanos, out mtime)))
        {
            return Errno.EINVAL;
        }

        change = new NodeChange
        {
            Mode = (set.Valid & FATTR_MODE) != 0 ? set.Mode & PermissionBits : null,
            Uid = (set.Valid & FATTR_UID) != 0 ? set.Uid : null,
            Gid = (set.Valid & FATTR_GID) != 0 ? set.Gid : null,
            Atime = (set.Valid & FATTR_ATIME) != 0 ? atime : null,
            Mtime = (set.Valid & FATTR_MTIME) != 0 ? mtime : null,
        };
        return Errno.None;
    }

    /// <summary>Takes set-id bits away, as a write by who may not keep them does (setattr_should_drop_suidgid, fs/attr.c).</summary>
    private static Errno DropSetIds(IWritableNode node)
    {
        Errno errno = node.ReadAttributes(StatMask.Mode | StatMask.Kind, out NodeAttributes attributes);
        uint dropped = S_ISUID | ((attributes.Mode & S_IXGRP) != 0 ? S_ISGID : 0);
        return errno == Errno.None && (attributes.Mode & dropped) != 0
            ? node.SetAttributes(new NodeChange { Mode = attributes.Mode & PermissionBits & ~dropped })
            : errno;
    }

    /// <summary>Of FALLOCATE and COPY_FILE_RANGE the kernel does not say whether the caller may keep the bits: who is not root may not.</summary>
    private Errno DropSetIdsOfOthers(FuseNode node) => _header.Uid == 0 ? Errno.None : DropSetIds(node.Writable!);

    private Errno ReadAttributes(FuseNode node, uint flags, ulong handle, StatMask mask, out NodeAttributes attributes) =>
        (flags & FUSE_GETATTR_FH) != 0 && _session.Files.Find(handle) is { } file
            ? file.Content.ReadAttributes(mask, out attributes)
            : node.Content.ReadAttributes(mask, out attributes);

    private void ReplyAttributes(FuseNode node, in NodeAttributes attributes)
    {
        ref AttrOut reply = ref Put<AttrOut>();
        reply.AttrValid = _session.AttributeTimeout.Seconds;
        reply.AttrValidNanos = _session.AttributeTimeout.Nanos;
        AttributeCodec.Write(in attributes, node.Inode, out reply.Attr);
    }

    private Errno ReadSpace()
    {
        const long Block = AttributeCodec.BlockSize;
        Errno errno = _session.Tree.ReadSpace(out TreeSpace space);
        if (errno == Errno.None)
        {
            ref StatFsOut reply = ref Put<StatFsOut>();
            reply.Blocks = (ulong)(space.TotalBytes / Block);
            reply.FreeBlocks = (ulong)(space.FreeBytes / Block);
            reply.AvailableBlocks = (ulong)(space.AvailableBytes / Block);
            reply.Nodes = (ulong)space.TotalNodes;
            reply.FreeNodes = (ulong)space.FreeNodes;
            reply.BlockSize = AttributeCodec.BlockSize;
            reply.FragmentSize = AttributeCodec.BlockSize;
            reply.MaxName = space.MaxName > 0 ? (uint)Math.Min(space.MaxName, MaxName) : MaxName;
        }

        return errno;
    }

    private Errno GetXattr(FuseNode node, ref RequestReader reader)
    {
        if (!reader.TryTake(out GetXattrIn get) || !reader.TryTakeName(out ReadOnlySpan<byte> name))
        {
            return Errno.EINVAL;
        }

        Errno errno = IsKernels(name) ? Errno.EOPNOTSUPP : Errno.None;
        errno = errno == Errno.None ? node.Content.ReadXattr(name, Payload(get.Size), out int length) : Fail(errno, out length);
        return ReplyXattr(errno, get.Size, length);
    }

    private Errno ListXattrs(FuseNode node, ref RequestReader reader)
    {
        if (!reader.TryTake(out GetXattrIn get))
        {
            return Errno.EINVAL;
        }

        Errno errno = node.Content.ListXattrs(Payload(get.Size), out int length);
        return ReplyXattr(errno, get.Size, length);
    }

    private Errno ReplyXattr(Errno errno, uint size, int length)
    {
        if (errno == Errno.None && size == 0)
        {
            Put<GetXattrOut>().Size = (uint)length;
        }
        else if (errno == Errno.None)
        {
            _payloadLength = length;
        }

        return errno;
    }

    private Errno SetXattr(FuseNode node, ref RequestReader reader)
    {
        if (!reader.TryTake(out SetXattrIn set) || !reader.TryTakeName(out ReadOnlySpan<byte> name)
            || !reader.TryTakeBytes(set.Size, out ReadOnlySpan<byte> value))
        {
            return Errno.EINVAL;
        }

        Errno errno = IsKernels(name) ? Errno.EOPNOTSUPP : Changeable(node, out _);
        return errno != Errno.None ? errno : set.Flags switch
        {
            0 => node.Writable!.SetXattr(name, value, XattrMode.Set),
            XATTR_CREATE => node.Writable!.SetXattr(name, value, XattrMode.Create),
            XATTR_REPLACE => node.Writable!.SetXattr(name, value, XattrMode.Replace),
            _ => Errno.EINVAL,
        };
    }

    private Errno RemoveXattr(FuseNode node, ref RequestReader reader)
    {
        if (!reader.TryTakeName(out ReadOnlySpan<byte> name))
        {
            return Errno.EINVAL;
        }

        Errno errno = Changeable(node, out IWritableNode? writable);
        return errno == Errno.None ? writable!.RemoveXattr(name) : errno;
    }

    // The kernel checks permissions by the mode alone (default_permissions): an ACL that nobody heeds is worse than none. Labels it gives to a
    // mount as a whole; and ls(1), which asks each file for one, asks no more once it hears that there cannot be any.
    private static bool IsKernels(ReadOnlySpan<byte> name) =>
        name.StartsWith("system.posix_acl_"u8) || name.SequenceEqual("security.selinux"u8);
}
