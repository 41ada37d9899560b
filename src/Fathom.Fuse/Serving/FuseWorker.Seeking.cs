using static Fathom.Fuse.ProtocolFlags;

namespace Fathom.Fuse;

/// <content>Holes. The kernel asks without writing first what it kept of a file, and believes the answer: what was just written would be a hole. So
/// it is told of holes only where nothing can be written.</content>
internal sealed unsafe partial class FuseWorker
{
    private Errno Seek(ref RequestReader reader)
    {
        if (!reader.TryTake(out LSeekIn seek) || seek.Whence is not (SEEK_DATA or SEEK_HOLE))
        {
            return Errno.EINVAL;
        }

        if (_session.Files.Find(seek.Handle) is not { } file)
        {
            return Errno.EBADF;
        }

        if (seek.Offset > long.MaxValue)
        {
            return Errno.ENXIO;
        }

        Errno errno = Find(file.Content, (long)seek.Offset, seek.Whence == SEEK_DATA, out long found);
        if (errno == Errno.None)
        {
            Put<LSeekOut>().Offset = (ulong)found;
        }

        return errno;
    }

    private static Errno Find(IContentFile file, long offset, bool isData, out long found)
    {
        found = offset;
        Errno errno = file.FindData(offset, out long start, out long end);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (isData)
        {
            found = start;
            return start == end ? Errno.ENXIO : Errno.None;
        }

        // A hole begins where the stretch ends, which may be the end of the file, unless the offset lies in one; behind the file is none.
        bool isInData = start == offset && end > start;
        found = isInData ? end : offset;
        NodeAttributes attributes = default;
        errno = isInData ? Errno.None : file.ReadAttributes(StatMask.Size, out attributes);
        return errno == Errno.None && !isInData && offset >= attributes.Size ? Errno.ENXIO : errno;
    }
}
