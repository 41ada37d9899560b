namespace Fathom.Vault;

//            Prepare: sequential, little is left            Execute
//   Idle ───────────────────────────────────────▶ Queued ──────────▶ Running
//    ▲                                              │                   │
//    └──── Prepare: the reader was faster ───────────┴───────────────────┘  done; wakes who waits in Prepare
//
// Nobody waits for a thread of the pool to come free, and nobody waits with the content's lock held: a writer that
// waits for that lock would stop the job, and the job the reader.

/// <summary>Decrypts ahead of a handle that is read from front to back, into the cache of chunks. Thread-safe.</summary>
/// <param name="load">Reads and decrypts chunks into the cache, from a number up to another; false at the end of the file or after an error.</param>
/// <param name="maxChunks">Chunks that may wait to be read; with 0 it never reads ahead.</param>
internal sealed class ReadAhead(Func<long, long, bool> load, int maxChunks) : IThreadPoolWorkItem, IDisposable
{
    /// <summary>Longer reads are runs of their own, which several threads decrypt.</summary>
    internal const int MaxRead = 8 * CipherLayout.ChunkLength;

    private const int MinChunks = 4;

    // The first read at an offset says nothing; the one that goes on where it ended does.
    private const int SequentialReads = 2;

    private readonly object _gate = new();
    private State _state;
    private long _next = -1;
    private int _reads;
    private int _window;
    private long _start;
    private long _end;
    private bool _isStopped;
    private bool _isDisposed;

    private enum State
    {
        Idle,
        Queued,
        Running,
    }

    /// <summary>Chunks are being decrypted, or wait for a thread.</summary>
    internal bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _state != State.Idle;
            }
        }
    }

    /// <summary>Takes note of a read that is about to happen, and has the chunks behind it decrypted where it goes on where the last one ended.
    /// Waits for what is just being decrypted of it. Not under the content's lock.</summary>
    internal void Prepare(long offset, int length)
    {
        if (maxChunks == 0 || length == 0)
        {
            return;
        }

        lock (_gate)
        {
            Await(offset / CipherLayout.ChunkLength, (offset + length - 1) / CipherLayout.ChunkLength);
            bool isSequential = offset == _next && length <= MaxRead;
            _next = offset + length;
            _reads = isSequential ? _reads + 1 : 1;
            if (!isSequential)
            {
                (_window, _isStopped) = (0, _isDisposed);
                _end = _state == State.Idle ? 0 : _end;
            }

            if (_reads >= SequentialReads && _state == State.Idle && !_isStopped)
            {
                Queue();
            }
        }
    }

    /// <summary>A thread of the pool.</summary>
    public void Execute()
    {
        lock (_gate)
        {
            if (_state != State.Queued)
            {
                return;
            }

            _state = State.Running;
        }

        bool isMore = false;
        try
        {
            isMore = load(_start, _end);
        }
        catch (FathomException)
        {
            // The tree is lost: whoever reads next hears it.
        }
        finally
        {
            lock (_gate)
            {
                _state = State.Idle;
                _isStopped |= !isMore;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits for what is just being decrypted; nothing is decrypted ahead any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            (_isStopped, _isDisposed) = (true, true);
            _state = _state == State.Queued ? State.Idle : _state;
            while (_state != State.Idle)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private void Await(long first, long last)
    {
        while (_state != State.Idle && first < _end && last >= _start)
        {
            if (_state == State.Queued)
            {
                (_state, _end) = (State.Idle, _start);
                return;
            }

            Monitor.Wait(_gate);
        }
    }

    private void Queue()
    {
        long wanted = (_next + CipherLayout.ChunkLength - 1) / CipherLayout.ChunkLength;
        long start = Math.Max(wanted, _end);
        if (start - wanted > _window / 2)
        {
            return;
        }

        _window = Math.Clamp(2 * _window, Math.Min(MinChunks, maxChunks), maxChunks);
        (_start, _end, _state) = (start, start + _window, State.Queued);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
