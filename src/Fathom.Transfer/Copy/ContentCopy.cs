using System.Buffers;

namespace Fathom.Transfer;

/// <summary>Copies the content of one open file into another one.</summary>
internal sealed partial class ContentCopy(CopyTools tools, IContentFile source, IWritableFile target, CancellationToken cancellation)
{
    private const int BufferSize = 1024 * 1024;

    // So much in one call of the kernel's that nobody waits long who stops the run, or looks at its progress.
    private const long RangeSize = 32 * 1024 * 1024;

    /// <summary>The error is one of the source.</summary>
    internal bool IsSourceError { get; private set; }

    /// <summary>Bytes from the beginning that are copied, holes among them.</summary>
    internal long Copied { get; private set; }

    /// <summary>Size and time of the source after its last byte was read; null where nobody asked for them yet.</summary>
    internal NodeAttributes? After { get; private set; }

    /// <summary>How most of it was copied.</summary>
    internal CopyMethod Method { get; private set; } = CopyMethod.Loop;

    /// <summary>Copies.</summary>
    /// <param name="length">Bytes that the source had when it was opened; what it has more by now is left out.</param>
    /// <param name="oldLength">Bytes that the target has: up to there zeros are written also where holes are wanted.</param>
    /// <param name="devices">Of source and target, or zeros.</param>
    internal Errno Run(long length, long oldLength, (ulong Source, ulong Target) devices)
    {
        Errno errno = Errno.None;
        if (length > 0 && !tools.Options.Sparse && tools.Options.Preallocate)
        {
            errno = target.Allocate(0, length, keepsSize: true);
            errno = errno == Errno.EOPNOTSUPP ? Errno.None : errno;
        }

        if (errno == Errno.None && length > 0 && !TryShare(length, oldLength, devices))
        {
            errno = CopyRange(length, devices);
            errno = errno == Errno.None && Copied < length ? Loop(length, oldLength) : errno;
        }

        // Holes at the end, and what an old file had more.
        return errno == Errno.None && (Copied < oldLength || _skippedEnd) ? target.SetLength(Copied) : errno;
    }

    // Shared blocks cost nothing, but who asks for room of his own does not get it that way.
    private bool TryShare(long length, long oldLength, (ulong Source, ulong Target) devices)
    {
        if (tools.Options.Preallocate || oldLength > 0 || !tools.Ways.May(CopyMethod.Reflink, devices))
        {
            return false;
        }

        Errno errno = target.CopyFrom(source, 0, 0, long.MaxValue, CopyHow.Share, out long shared);
        if (errno != Errno.None)
        {
            // Whatever it is: the loop tells whether source or target fails.
            tools.Ways.Note(CopyMethod.Reflink, devices, errno);
            return false;
        }

        tools.Progress.Add(Math.Min(shared, length));
        (Copied, Method) = (shared, CopyMethod.Reflink);
        return true;
    }

    private Errno CopyRange(long length, (ulong Source, ulong Target) devices)
    {
        if (tools.Options.Sparse || !tools.Ways.May(CopyMethod.Range, devices))
        {
            return Errno.None;
        }

        int piece = tools.Limit.Piece((int)RangeSize);
        while (Copied < length)
        {
            Errno errno = tools.Limit.Take(Math.Min(piece, length - Copied), cancellation);
            if (errno != Errno.None)
            {
                return errno;
            }

            errno = target.CopyFrom(source, Copied, Copied, Math.Min(piece, length - Copied), CopyHow.Range, out long copied);
            tools.Progress.Add(copied);
            Copied += copied;
            if (errno != Errno.None || copied == 0)
            {
                // The loop goes on from here, and tells what it was.
                tools.Ways.Note(CopyMethod.Range, devices, errno);
                return Errno.None;
            }

            Method = CopyMethod.Range;
        }

        return Errno.None;
    }

    private Errno Loop(long length, long oldLength)
    {
        if (tools.Limit.IsNone && tools.Readers is { } readers && readers.Helps(length - Copied))
        {
            return ReadAhead(readers, length, oldLength);
        }

        int size = (int)Math.Min(tools.Limit.Piece(BufferSize), Math.Max(1, length - Copied));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            while (Copied < length)
            {
                Errno errno = SkipHole(length, oldLength);
                int wanted = (int)Math.Min(size, length - Copied);
                errno = errno == Errno.None ? tools.Limit.Take(wanted, cancellation) : errno;
                if (errno != Errno.None || wanted == 0)
                {
                    return errno;
                }

                errno = Read(buffer.AsSpan(0, wanted), length, out int read);
                errno = Write(buffer.AsSpan(0, read), oldLength, errno);
                if (errno != Errno.None || read < wanted)
                {
                    return errno;
                }
            }

            return Errno.None;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // As above, with pieces on their way: what is written is in order all the same, so that what there is of a copy is whole up to its end.
    private Errno ReadAhead(PieceReaders readers, long length, long oldLength)
    {
        using AheadReader ahead = new(readers, source, length);
        while (Copied < length)
        {
            Errno errno = SkipHole(length, oldLength);
            errno = errno == Errno.None ? tools.Limit.Take(0, cancellation) : errno;
            int wanted = (int)Math.Min(readers.Size, length - Copied);
            if (errno != Errno.None || wanted == 0)
            {
                return errno;
            }

            errno = ahead.Read(Copied, DataEnd(length, oldLength), out ReadOnlySpan<byte> data);
            After = ahead.After;
            int read = data.Length;
            errno = Write(data, oldLength, errno);
            if (errno != Errno.None || read < wanted)
            {
                return errno;
            }
        }

        return Errno.None;
    }

    // With the last bytes come the attributes that tell whether the source changed meanwhile: a server sends them along.
    private Errno Read(Span<byte> buffer, long length, out int read)
    {
        if (Copied + buffer.Length < length)
        {
            return source.Read(Copied, buffer, out read);
        }

        Errno errno = source.Read(Copied, buffer, StatMask.Size | StatMask.Mtime, out read, out NodeAttributes? after);
        After = after;
        return errno;
    }

    /// <summary>Writes what was read.</summary>
    /// <param name="read">Why the bytes behind it could not be read.</param>
    /// <returns>The error that comes first in the file.</returns>
    private Errno Write(ReadOnlySpan<byte> data, long oldLength, Errno read)
    {
        Errno errno = tools.Options.Sparse ? WriteSparse(data, oldLength) : WriteAt(Copied, data);
        if (errno != Errno.None)
        {
            return errno;
        }

        Copied += data.Length;
        tools.Progress.Add(data.Length);
        IsSourceError = read != Errno.None;
        return read;
    }

    private Errno WriteAt(long offset, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return Errno.None;
        }

        Errno errno = target.Write(offset, data, out int written);
        if (errno != Errno.None && written > 0)
        {
            // What a full disk took is a part that may be kept.
            Copied = offset + written;
        }

        return errno;
    }
}
