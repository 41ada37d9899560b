using static Fathom.Fuse.ProtocolFlags;

namespace Fathom.Fuse;

/// <content>Listings. Offset 1 is behind ".", 2 behind "..", n + 3 behind entry n.</content>
internal sealed unsafe partial class FuseWorker
{
    private const ulong FirstEntryOffset = 2;

    // Of the entries of one reply: where they stand, and the nodes that the kernel is given with them.
    private int[] _places = new int[256];
    private ulong[] _listedIds = new ulong[256];

    private Errno OpenDirectory(FuseNode node)
    {
        if (node.Content.Kind != EntryKind.Directory)
        {
            return Errno.ENOTDIR;
        }

        _openedHandle = _session.Directories.Add(new OpenDirectory(node));
        ref OpenOut reply = ref Put<OpenOut>();
        reply.Handle = _openedHandle;
        reply.OpenFlags = _session.IsExclusive ? FOPEN_CACHE_DIR | FOPEN_KEEP_CACHE : 0;
        return Errno.None;
    }

    private Errno ReleaseDirectory(ref RequestReader reader)
    {
        if (reader.TryTake(out ReleaseIn release))
        {
            _session.Directories.Remove(release.Handle)?.Close();
        }

        return Errno.None;
    }

    private Errno ReadDirectory(ref RequestReader reader, bool withAttributes)
    {
        if (!reader.TryTake(out ReadIn read) || read.Offset > long.MaxValue)
        {
            return Errno.EINVAL;
        }

        if (_session.Directories.Find(read.Handle) is not { } directory)
        {
            return Errno.EBADF;
        }

        int size = Payload(read.Size).Length;
        lock (directory.Lock)
        {
            if (read.Offset == 0)
            {
                directory.Rewind();
            }

            return ReadDirectory(directory, read.Offset, size, withAttributes);
        }
    }

    private Errno ReadDirectory(OpenDirectory directory, ulong offset, int size, bool withAttributes)
    {
        for (; offset < FirstEntryOffset; offset++)
        {
            bool isSelf = offset == 0;
            ulong parent = directory.Node.ParentInode != 0 ? directory.Node.ParentInode : directory.Node.Inode;
            OpenDirectoryEntry dots = new(isSelf ? "."u8 : ".."u8, EntryKind.Directory, isSelf ? directory.Node.Inode : parent);
            if (!TryPutEntry(in dots, offset + 1, size, withAttributes))
            {
                return Errno.None;
            }
        }

        int listed = 0;
        Errno errno;
        while (true)
        {
            errno = directory.Find((long)(offset - FirstEntryOffset), _batch, out OpenDirectoryEntry entry, out bool isEnd);
            int before = _payloadLength;
            if (errno != Errno.None || isEnd || !TryPutEntry(in entry, ++offset, size, withAttributes))
            {
                break;
            }

            if (withAttributes)
            {
                Note(listed++, before);
            }
        }

        ReferListed(directory.Node, listed);
        // What came before an error is good; the error comes again with the next call.
        return _payloadLength > 0 ? Errno.None : errno;
    }

    /// <summary>Remembers where an entry stands in the reply.</summary>
    private void Note(int index, int place)
    {
        if (index == _places.Length)
        {
            Array.Resize(ref _places, index * 2);
            _listedIds = new ulong[index * 2];
        }

        _places[index] = place;
    }

    private void ReferListed(FuseNode directory, int count)
    {
        if (count == 0)
        {
            return;
        }

        try
        {
            new EntryRun(_session, directory, _replyPages + PageSize, _places, _listedIds, count).Run();
        }
        finally
        {
            for (int index = 0; index < count; index++)
            {
                if (_listedIds[index] != 0)
                {
                    _referred.Add(_listedIds[index]);
                    _listedIds[index] = 0;
                }
            }
        }
    }

    /// <summary>Adds an entry to the reply, with room for its attributes in front.</summary>
    /// <param name="next">Offset behind it.</param>
    /// <returns>False if it has no room.</returns>
    private bool TryPutEntry(in OpenDirectoryEntry entry, ulong next, int size, bool withAttributes)
    {
        const int Alignment = sizeof(ulong);
        int padding = -entry.Name.Length & (Alignment - 1);
        int length = (withAttributes ? sizeof(EntryOut) : 0) + sizeof(Dirent) + entry.Name.Length + padding;
        if (length > size - _payloadLength)
        {
            return false;
        }

        if (withAttributes)
        {
            // Node 0: names without attributes, which "." and ".." always are.
            Put<EntryOut>();
        }

        ref Dirent dirent = ref Put<Dirent>();
        dirent.Inode = entry.Inode;
        dirent.Offset = next;
        dirent.NameLength = (uint)entry.Name.Length;
        dirent.Type = (uint)entry.Kind;
        Span<byte> name = new(_replyPages + PageSize + _payloadLength, entry.Name.Length + padding);
        entry.Name.CopyTo(name);
        name[entry.Name.Length..].Clear();
        _payloadLength += name.Length;
        return true;
    }
}
