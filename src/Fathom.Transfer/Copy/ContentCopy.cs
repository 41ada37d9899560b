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

                errno = source.Read(Copied, buffer.AsSpan(0, wanted), out int read);
                IsSourceError = errno != Errno.None;
                Errno written = Write(buffer.AsSpan(0, read), oldLength);
                if (written != Errno.None || errno != Errno.None || read < wanted)
                {
                    IsSourceError &= written == Errno.None;
                    return written != Errno.None ? written : errno;
                }
            }

            return Errno.None;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Errno Write(ReadOnlySpan<byte> data, long oldLength)
    {
        Errno errno = tools.Options.Sparse ? WriteSparse(data, oldLength) : WriteAt(Copied, data);
        if (errno == Errno.None)
        {
            Copied += data.Length;
            tools.Progress.Add(data.Length);
        }

        return errno;
    }

    private Errno WriteAt(long offset, ReadOnlySpan<byte> data) => data.IsEmpty ? Errno.None : target.Write(offset, data, out _);
}
