namespace Fathom.Fuse;

/// <content>Copies within the mount, which need not go through the kernel's pages.</content>
internal sealed unsafe partial class FuseWorker
{
    // So much at once that the way to the kernel does not count, and so little that nobody waits long for an answer; who copies asks again.
    private const ulong MaxCopy = 16 * 1024 * 1024;

    private Errno CopyRange(ref RequestReader reader)
    {
        if (!reader.TryTake(out CopyFileRangeIn copy) || copy.Offset > long.MaxValue || copy.TargetOffset > long.MaxValue || copy.Flags != 0)
        {
            return Errno.EINVAL;
        }

        if (_session.Files.Find(copy.Handle) is not { } source || _session.Files.Find(copy.TargetHandle) is not { Writable: { } target } changed)
        {
            return Errno.EBADF;
        }

        ulong room = (ulong)long.MaxValue - Math.Max(copy.Offset, copy.TargetOffset);
        Errno errno = Copy(source.Content, (long)copy.Offset, target, (long)copy.TargetOffset, (long)Math.Min(Math.Min(copy.Length, MaxCopy), room), out long done);
        if (errno != Errno.None && done == 0)
        {
            return errno;
        }

        errno = done > 0 ? DropSetIdsOfOthers(changed.Node) : Errno.None;
        if (errno != Errno.None)
        {
            return errno;
        }

        _payloadLength = 0;
        Put<WriteOut>().Size = (uint)done;
        return Errno.None;
    }

    private Errno Copy(IContentFile source, long from, IWritableFile target, long to, long length, out long done)
    {
        done = 0;
        while (done < length)
        {
            Span<byte> buffer = Payload((uint)Math.Min(length - done, InitNegotiation.MaxTransfer));
            Errno errno = source.Read(from + done, buffer, out int read);
            Errno written = target.Write(to + done, buffer[..read], out int count);
            done += count;
            errno = written != Errno.None ? written : errno;
            if (errno != Errno.None || read < buffer.Length)
            {
                return errno;
            }
        }

        return Errno.None;
    }
}
