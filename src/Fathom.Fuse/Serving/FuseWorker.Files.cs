using static Fathom.Fuse.ProtocolFlags;

namespace Fathom.Fuse;

/// <content>Open files.</content>
internal sealed unsafe partial class FuseWorker
{
    private Errno Open(FuseNode node, ref RequestReader reader)
    {
        if (!reader.TryTake(out OpenIn open))
        {
            return Errno.EINVAL;
        }

        Errno errno = OpenContent(node.Content, open.Flags, open.OpenFlags, out IContentFile? file);
        if (errno == Errno.None)
        {
            ReplyOpened(node, file!, open.Flags);
        }

        return errno;
    }

    private Errno OpenContent(IContentNode node, uint flags, uint openFlags, out IContentFile? file)
    {
        if ((flags & (O_ACCMODE | O_TRUNC)) == O_RDONLY)
        {
            return node.OpenFile(out file);
        }

        file = null;
        if (_session.IsReadOnly || node is not IWritableNode writable)
        {
            return Errno.EROFS;
        }

        Errno errno = writable.OpenForWriting(out IWritableFile? opened);
        file = opened;
        if (errno != Errno.None || (flags & O_TRUNC) == 0)
        {
            return errno;
        }

        errno = opened!.SetLength(0);
        errno = errno == Errno.None && (openFlags & FUSE_OPEN_KILL_SUIDGID) != 0 ? DropSetIds(writable) : errno;
        if (errno != Errno.None)
        {
            opened.Dispose();
            file = null;
        }

        return errno;
    }

    private void ReplyOpened(FuseNode node, IContentFile file, uint flags)
    {
        _openedHandle = _session.Files.Add(new OpenFile(node, file, isForWriting: (flags & O_ACCMODE) != O_RDONLY));
        _session.NoteNode();
        ref OpenOut reply = ref Put<OpenOut>();
        reply.Handle = _openedHandle;
        reply.OpenFlags = _session.IsExclusive ? FOPEN_KEEP_CACHE : 0;
        if ((flags & O_ACCMODE) == O_WRONLY && _session.Agreed.HasWriteback && !_session.IsRoot && !CanRead(file))
        {
            // To keep part of a page the kernel would have to read the rest of it through this file.
            reply.OpenFlags = FOPEN_DIRECT_IO;
        }
    }

    private static bool CanRead(IContentFile file)
    {
        byte probe = 0;
        return file.Read(0, new Span<byte>(ref probe), out _) != Errno.EBADF;
    }

    private Errno Read(ref RequestReader reader)
    {
        if (!reader.TryTake(out ReadIn read) || read.Offset > long.MaxValue)
        {
            return Errno.EINVAL;
        }

        if (_session.Files.Find(read.Handle) is not { } file)
        {
            return Errno.EBADF;
        }

        Errno errno = file.Content.Read((long)read.Offset, Payload(read.Size), out int count);
        _payloadLength = count;
        _readFrom = file.Content;
        // What came before an error is good; the error comes again with the next read.
        return count > 0 ? Errno.None : errno;
    }

    private Errno Write(ref RequestReader reader)
    {
        if (!reader.TryTake(out WriteIn write) || write.Offset > long.MaxValue || !reader.TryTakeBytes(write.Size, out ReadOnlySpan<byte> data))
        {
            return Errno.EINVAL;
        }

        if (_session.Files.Find(write.Handle) is not { Writable: { } file } open)
        {
            return Errno.EBADF;
        }

        Errno errno = (write.WriteFlags & FUSE_WRITE_KILL_SUIDGID) != 0 ? DropSetIds(open.Node.Writable!) : Errno.None;
        int written = 0;
        errno = errno == Errno.None ? file.Write((long)write.Offset, data, out written) : errno;
        // From its cache the kernel gives pages of which nobody would write the rest: it looks at errors only.
        if (errno != Errno.None && (written == 0 || (write.WriteFlags & FUSE_WRITE_CACHE) != 0))
        {
            return errno;
        }

        Put<WriteOut>().Size = (uint)written;
        return Errno.None;
    }

    private Errno Release(ref RequestReader reader)
    {
        if (reader.TryTake(out ReleaseIn release))
        {
            _session.Files.Remove(release.Handle)?.Content.Dispose();
        }

        return Errno.None;
    }

    private Errno Sync(FuseNode node, ref RequestReader reader)
    {
        if (!reader.TryTake(out FSyncIn sync))
        {
            return Errno.EINVAL;
        }

        // EBADF: who has it open for reading alone may sync what others wrote too.
        Errno errno = _session.Files.Find(sync.Handle) is { Writable: { } file } ? file.Sync((sync.Flags & FUSE_FSYNC_FDATASYNC) != 0) : Errno.EBADF;
        return errno == Errno.EBADF ? SyncNode(node) : errno;
    }

    private Errno SyncDirectory(FuseNode node) => SyncNode(node);

    // Of what cannot be changed everything is on stable storage.
    private Errno SyncNode(FuseNode node) => _session.IsReadOnly ? Errno.None : node.Writable!.Sync();

    private Errno Allocate(FuseNode node, ref RequestReader reader)
    {
        if (!reader.TryTake(out FAllocateIn allocate) || allocate.Offset > long.MaxValue || allocate.Length > long.MaxValue)
        {
            return Errno.EINVAL;
        }

        // Holes cannot be punched.
        if (allocate.Mode is not (0 or FALLOC_FL_KEEP_SIZE))
        {
            return Errno.EOPNOTSUPP;
        }

        if (_session.Files.Find(allocate.Handle) is not { Writable: { } file } open)
        {
            return Errno.EBADF;
        }

        if (allocate.Offset + allocate.Length > long.MaxValue)
        {
            return Errno.EFBIG;
        }

        bool keepsSize = allocate.Mode == FALLOC_FL_KEEP_SIZE;
        Errno errno = file.Allocate((long)allocate.Offset, (long)allocate.Length, keepsSize);
        errno = errno == Errno.EOPNOTSUPP && !keepsSize ? Grow(node, file, (long)(allocate.Offset + allocate.Length)) : errno;
        return errno == Errno.None ? DropSetIdsOfOthers(open.Node) : errno;
    }

    // As the C library does where a file system cannot take room: the size at least is there.
    private static Errno Grow(FuseNode node, IWritableFile file, long length)
    {
        Errno errno = node.Content.ReadAttributes(StatMask.Size, out NodeAttributes attributes);
        return errno == Errno.None && length > attributes.Size ? file.SetLength(length) : errno;
    }
}
