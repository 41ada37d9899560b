namespace Fathom.Cli;

/// <summary>Copies contents, one at a time; one a worker. A long one is read in one thread while it is written in another.</summary>
/// <param name="isAnyOrder">Targets take pieces in any order, so that several threads can copy one content.</param>
internal sealed class CopyContent(bool isAnyOrder, Action<int> report, CancellationToken cancellation) : IDisposable
{
    // Large enough that a vault encrypts it on several cores at once.
    private const int BufferSize = 4 << 20;

    private readonly byte[] _first = new byte[isAnyOrder ? CopyPieces.PieceSize : BufferSize];
    private readonly SemaphoreSlim _filled = new(0);
    private readonly SemaphoreSlim _free = new(0);
    private byte[]? _second;

    /// <summary>Copies from the beginning to the end.</summary>
    /// <returns>EINTR where the run was told to stop.</returns>
    internal Errno Copy(IContentFile source, IWritableFile target)
    {
        Errno errno = source.Read(0, _first, out int read);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (read == _first.Length && !isAnyOrder)
        {
            return CopyLong(source, target);
        }

        errno = Write(target, 0, _first.AsSpan(0, read));
        return errno == Errno.None && read == _first.Length
            ? new CopyPieces(source, target, report, cancellation).Copy(read, _first)
            : errno;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _filled.Dispose();
        _free.Dispose();
    }

    // Buffers go round: this thread writes one while the other thread fills the next.
    private Errno CopyLong(IContentFile source, IWritableFile target)
    {
        byte[][] buffers = [_first, _second ??= new byte[BufferSize]];
        int[] lengths = [BufferSize, 0];
        Errno readError = Errno.None;
        bool stops = false; // Volatile; written here before _free is released, read there behind it.
        Thread reader = new(() =>
        {
            for (long turn = 1; ; turn++)
            {
                if (turn > 1)
                {
                    _free.Wait();
                }

                int slot = (int)(turn & 1);
                readError = Volatile.Read(ref stops) ? Errno.EINTR : Guarded(source, turn * BufferSize, buffers[slot], out lengths[slot]);
                bool isLast = readError != Errno.None || lengths[slot] < BufferSize;
                _filled.Release();
                if (isLast)
                {
                    return;
                }
            }
        })
        { Name = "copy reader", IsBackground = true };
        reader.Start();
        Errno errno = Errno.None;
        for (long turn = 0; errno == Errno.None; turn++)
        {
            if (turn > 0)
            {
                _filled.Wait();
            }

            int slot = (int)(turn & 1);
            errno = Write(target, turn * BufferSize, buffers[slot].AsSpan(0, lengths[slot]));
            bool isLast = turn > 0 && (readError != Errno.None || lengths[slot] < BufferSize);
            if (isLast)
            {
                errno = errno == Errno.None ? readError : errno;
                break;
            }

            Volatile.Write(ref stops, errno != Errno.None);
            _free.Release();
        }

        reader.Join();
        Drain();
        return errno;
    }

    // The tree may be lost altogether, and an exception would end the process in this thread.
    private static Errno Guarded(IContentFile source, long offset, byte[] buffer, out int read)
    {
        try
        {
            return source.Read(offset, buffer, out read);
        }
        catch (FathomException lost)
        {
            read = 0;
            return lost.Errno;
        }
    }

    private Errno Write(IWritableFile target, long offset, ReadOnlySpan<byte> data)
    {
        if (cancellation.IsCancellationRequested)
        {
            return Errno.EINTR;
        }

        Errno errno = data.IsEmpty ? Errno.None : target.Write(offset, data, out _);
        report(errno == Errno.None ? data.Length : 0);
        return errno;
    }

    private void Drain()
    {
        while (_filled.Wait(0) || _free.Wait(0))
        {
        }
    }
}
