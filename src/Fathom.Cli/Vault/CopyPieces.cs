namespace Fathom.Cli;

/// <summary>Copies a long content in pieces, on several threads: each reads a piece and writes it while it is in the cache of its core. For targets
/// that take pieces in any order.</summary>
internal sealed class CopyPieces(IContentFile source, IWritableFile target, Action<int> report, CancellationToken cancellation)
{
    /// <summary>Bytes of a piece: whole chunks of a vault, and so few that no core waits for another one to decrypt them.</summary>
    internal const int PieceSize = 15 * 32768;

    // Beyond this the memory is what takes the time.
    private const int MaxThreads = 4;

    private readonly Lock _lock = new();
    private long _next;
    private long _length = long.MaxValue;
    private long _written;
    private long _failedAt = long.MaxValue;
    private Errno _errno;

    /// <summary>Copies.</summary>
    /// <param name="copied">Bytes from the beginning that were copied before: whole pieces.</param>
    /// <param name="buffer">Of a piece.</param>
    /// <returns>Of the first piece that failed; EINTR where the run was told to stop.</returns>
    internal Errno Copy(long copied, byte[] buffer)
    {
        _next = copied / PieceSize;
        _written = copied;
        Thread[] others = new Thread[Math.Min(Environment.ProcessorCount, MaxThreads) - 1];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = new Thread(() => Work(new byte[PieceSize])) { Name = "copy", IsBackground = true };
            others[i].Start();
        }

        Work(buffer);
        Array.ForEach(others, static thread => thread.Join());

        // A file that grew meanwhile: what lies behind its end as it was first met would follow a gap.
        return _errno == Errno.None && _written > _length ? target.SetLength(_length) : _errno;
    }

    private void Work(byte[] buffer)
    {
        while (true)
        {
            // Each piece comes once. Partner: the other threads.
            long offset = (Interlocked.Increment(ref _next) - 1) * PieceSize;
            lock (_lock)
            {
                if (offset >= Math.Min(_length, _failedAt))
                {
                    return;
                }
            }

            int length = 0;
            Errno errno = cancellation.IsCancellationRequested ? Errno.EINTR : CopyPiece(offset, buffer, out length);
            Note(offset, length, errno);
        }
    }

    private Errno CopyPiece(long offset, byte[] buffer, out int length)
    {
        // The tree may be lost altogether, and an exception would end the process in this thread.
        length = 0;
        try
        {
            Errno errno = source.Read(offset, buffer, out length);
            errno = errno == Errno.None && length > 0 ? target.Write(offset, buffer.AsSpan(0, length), out _) : errno;
            report(errno == Errno.None ? length : 0);
            return errno;
        }
        catch (FathomException lost)
        {
            return lost.Errno;
        }
    }

    private void Note(long offset, int length, Errno errno)
    {
        lock (_lock)
        {
            if (errno != Errno.None)
            {
                (_failedAt, _errno) = offset < _failedAt ? (offset, errno) : (_failedAt, _errno);
                return;
            }

            _written = Math.Max(_written, length > 0 ? offset + length : 0);
            _length = length < PieceSize ? Math.Min(_length, offset + length) : _length;
        }
    }
}
