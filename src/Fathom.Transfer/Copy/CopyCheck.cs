using System.Buffers;

namespace Fathom.Transfer;

/// <summary>Reads a copy and its source again and compares them.</summary>
internal sealed class CopyCheck(IContentFile source, IContentFile copy, CancellationToken cancellation)
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Compares.</summary>
    /// <param name="length">Bytes that the copy must have, and that the source had.</param>
    /// <returns>EIO if they differ; EINTR where it was told to stop.</returns>
    internal Errno Run(long length)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * BufferSize);
        try
        {
            Span<byte> one = buffer.AsSpan(0, BufferSize);
            Span<byte> other = buffer.AsSpan(BufferSize, BufferSize);
            for (long offset = 0; ; offset += BufferSize)
            {
                if (cancellation.IsCancellationRequested)
                {
                    return Errno.EINTR;
                }

                Errno errno = copy.Read(offset, other, out int copied);
                if (errno != Errno.None)
                {
                    return errno;
                }

                // A source that grew is compared as far as it was copied.
                int wanted = (int)Math.Clamp(length - offset, 0, BufferSize);
                errno = source.Read(offset, one[..wanted], out int read);
                if (errno != Errno.None || copied != wanted || read != wanted || !one[..read].SequenceEqual(other[..copied]))
                {
                    return errno != Errno.None ? errno : Errno.EIO;
                }

                if (wanted < BufferSize)
                {
                    return Errno.None;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
