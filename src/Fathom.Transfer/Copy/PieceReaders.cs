namespace Fathom.Transfer;

// One queue for the pieces of all files, oldest first:
//
//   asked for ──a thread and a buffer are free──▶ being read ──▶ there ──written by who copies the file──▶ its buffer is free
//
// Pieces of a file are asked for in their order, so the first one of a file never waits for a buffer that a later one has: whoever waits for
// a buffer waits for copies that go on.

/// <summary>Threads that read pieces of large files before those who copy the files need them. One a run; thread-safe.</summary>
internal sealed class PieceReaders : IDisposable
{
    /// <summary>Bytes of a piece: what servers take for one call, and vaults encrypt at once.</summary>
    internal const int PieceSize = 1024 * 1024;

    private readonly object _gate = new();
    private readonly LinkedList<Piece> _wanted = new();
    private readonly Stack<byte[]> _buffers = new();
    private readonly int _pieceSize;
    private readonly Thread[] _threads;
    private int _made;
    private bool _isEnd;

    /// <param name="threads">Pieces that are read at once. Nothing is started before a large file comes.</param>
    /// <param name="pieceSize">For tests.</param>
    internal PieceReaders(int threads, int pieceSize = PieceSize)
    {
        _threads = new Thread[threads];
        _pieceSize = pieceSize;
    }

    /// <summary>Pieces of one file that are worth asking for, the one that is written among them.</summary>
    internal int Depth => _threads.Length + 1;

    /// <summary>Bytes of a piece.</summary>
    internal int Size => _pieceSize;

    // Each thread has one, and as many wait to be written: what a slow file leaves, others use.
    private int MaxBuffers => 2 * _threads.Length;

    /// <summary>A file of this length is worth it.</summary>
    internal bool Helps(long length) => _threads.Length > 1 && length > 2L * _pieceSize;

    /// <summary>Has a piece read.</summary>
    internal void Ask(Piece piece)
    {
        lock (_gate)
        {
            _wanted.AddLast(piece);
            Start();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until a piece was read.</summary>
    internal void Await(Piece piece)
    {
        lock (_gate)
        {
            while (!piece.IsRead)
            {
                Monitor.Wait(_gate);
            }
        }

        piece.Failure?.Throw();
    }

    /// <summary>Nobody needs a piece any longer, whether it was read or not; waits while it is being read.</summary>
    internal void Release(Piece piece)
    {
        lock (_gate)
        {
            if (!_wanted.Remove(piece))
            {
                while (!piece.IsRead)
                {
                    Monitor.Wait(_gate);
                }

                _buffers.Push(piece.Buffer!);
                piece.Buffer = null;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Ends the threads. No file is copied any longer.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isEnd = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread? thread in _threads)
        {
            thread?.Join();
        }
    }

    private void Start()
    {
        if (_threads[0] is not null)
        {
            return;
        }

        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Run) { Name = $"fathom-read-{i}", IsBackground = true };
            _threads[i].Start();
        }
    }

    private void Run()
    {
        while (Take() is { } piece)
        {
            piece.Read();
            lock (_gate)
            {
                piece.IsRead = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private Piece? Take()
    {
        lock (_gate)
        {
            while (!_isEnd)
            {
                if (_wanted.First is { } first && TakeBuffer() is { } buffer)
                {
                    _wanted.RemoveFirst();
                    first.Value.Buffer = buffer;
                    return first.Value;
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    private byte[]? TakeBuffer()
    {
        if (_buffers.TryPop(out byte[]? buffer))
        {
            return buffer;
        }

        if (_made == MaxBuffers)
        {
            return null;
        }

        _made++;
        return GC.AllocateUninitializedArray<byte>(_pieceSize);
    }
}
