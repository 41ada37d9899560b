namespace Fathom.Index;

// The order of reservations is what makes an index resumable. A directory's entry is in the log before its children can be
// found, and all its entries are before its record, so EVERY PREFIX of the log is a state from which a walk can go on:
//
//   workers ── Reserve/Fill/Release ──▶ current block ──▶ full blocks, in order ──▶ Take ── part writers
//                                            ▲                                        │
//                                            └────────────── free blocks ◀────────────┘
//
// Blocks are taken in order, and all blocks of one epoch are committed together, so what is committed is always a prefix. There are few
// blocks: when the writers fall behind, Reserve waits, and so the walk does.

/// <summary>The rows of a running scan between the walk's workers and the part writers.</summary>
internal sealed class RowLog : IDisposable
{
    private readonly object _lock = new();
    private readonly Queue<RowBlock> _full = new();
    private readonly Stack<RowBlock> _free = new();
    private readonly EpochLimits _limits;
    private readonly int _maxBlocks;
    private readonly int _blockRows;
    private RowBlock? _current;
    private Epoch _epoch;
    private int _blocks;
    private long _nextDirectory;
    private int _root;
    private bool _isClosed;
    private Exception? _failure;

    /// <param name="writers">Threads that take blocks.</param>
    /// <param name="nextDirectory">The first number for a directory that is not yet in the index.</param>
    internal RowLog(int writers, long nextDirectory, EpochLimits limits)
    {
        _limits = limits;
        _maxBlocks = writers + 6;

        // An epoch is made of whole blocks: one that is to be small needs small ones.
        _blockRows = (int)Math.Clamp(limits.Rows / writers, 1, RowBlock.Capacity);
        _nextDirectory = nextDirectory;
        _epoch = new Epoch(writers) { Links = new HeldLinks() };
        FirstEpoch = _epoch;
    }

    /// <summary>Where each writer begins; it goes on with <see cref="Epoch.Next"/>.</summary>
    internal Epoch FirstEpoch { get; }

    /// <summary>The rows that follow are of another root. Between walks.</summary>
    internal void BeginRoot(int root)
    {
        lock (_lock)
        {
            SealCurrent();
            _root = root;
        }
    }

    /// <summary>Gives out a range of rows that no one else writes. Waits while all blocks are on their way to the disk.</summary>
    /// <param name="rows">1 up to <see cref="RowBlock.Capacity"/>.</param>
    /// <param name="bytes">Bytes of strings, at most <see cref="RowBlock.ArenaSize"/>.</param>
    /// <param name="directories">Directories among the rows that will be listed: each gets the next number.</param>
    internal Reservation Reserve(int rows, int bytes, int directories)
    {
        lock (_lock)
        {
            RowBlock block = GetRoom(rows, bytes);
            Reservation reserved = new(block, block.Rows, block.Used, _nextDirectory);
            block.Rows += rows;
            block.Used += bytes;
            block.Outstanding++;
            _nextDirectory += directories;
            return reserved;
        }
    }

    /// <summary>The rows of a reservation are filled.</summary>
    internal void Release(in Reservation reserved, in EntryCounts counts)
    {
        lock (_lock)
        {
            RowBlock block = reserved.Block;
            block.Counts.Add(counts);
            block.Outstanding--;
            if (block.Outstanding == 0 && block != _current)
            {
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>A directory's listing has ended, and all its entries were released.</summary>
    internal void AddDirectory(DirectoryNode node, int rootNameLength, DirectorySums sums)
    {
        lock (_lock)
        {
            RowBlock block = GetRoom(0, 0);
            DirectoryRecord record = new()
            {
                DirId = node.Row,
                ParentId = node.Parent?.Row ?? IndexFormat.AboveRoots,
                Root = _root,
                Depth = node.Depth,
                Ordinal = node.Ordinal,
                PathOffset = block.Paths.Length,
                PathLength = node.PathLength,
                RootNameLength = rootNameLength,
                Own = sums.Own,
                Digest = sums.Digest,
            };
            node.CopyPath(block.Paths.Add(node.PathLength));
            block.Directories.Add(record);
        }
    }

    /// <summary>Something could not be read.</summary>
    internal void AddError(WalkError error)
    {
        lock (_lock)
        {
            GetRoom(0, 0).Errors.Add(error);
        }
    }

    /// <summary>The next block of an epoch, in order. Waits for it.</summary>
    /// <returns>Null when the epoch has ended; it is then the last one if <see cref="Epoch.IsLast"/>.</returns>
    internal RowBlock? Take(Epoch epoch)
    {
        lock (_lock)
        {
            while (true)
            {
                ThrowIfFailed();
                if (epoch != _epoch || epoch.IsLast)
                {
                    return null;
                }

                // Before it may be full: what nothing follows is the last epoch, and may be the only one.
                if (_isClosed && _full.Count == 0)
                {
                    epoch.IsLast = true;
                    Monitor.PulseAll(_lock);
                    return null;
                }

                if (epoch.IsFull(_limits))
                {
                    _epoch = epoch.StartNext();
                    Monitor.PulseAll(_lock);
                    return null;
                }

                if (_full.TryPeek(out RowBlock? block) && block.Outstanding == 0)
                {
                    _full.Dequeue();
                    epoch.CountTaken(block);
                    return block;
                }

                Wait(epoch);
            }
        }
    }

    /// <summary>A block that was taken is on its way to the disk.</summary>
    internal void Return(RowBlock block)
    {
        block.Clear();
        lock (_lock)
        {
            _free.Push(block);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>All roots were walked to their end. Known once the log is closed.</summary>
    internal bool IsWhole { get; private set; }

    /// <summary>No more rows come.</summary>
    /// <param name="isWhole">See <see cref="IsWhole"/>.</param>
    internal void Close(bool isWhole = false)
    {
        lock (_lock)
        {
            IsWhole = isWhole;
            SealCurrent();
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Nothing can be stored any more: whoever waits, or comes, gets an exception.</summary>
    internal void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Why nothing can be stored; null if all is well.</summary>
    internal Exception? Failure
    {
        get
        {
            lock (_lock)
            {
                return _failure;
            }
        }
    }

    public void Dispose()
    {
        _current?.Dispose();
        while (_full.TryDequeue(out RowBlock? block) || _free.TryPop(out block))
        {
            block.Dispose();
        }
    }

    // A block that is not full is closed when its epoch has lasted long enough: a slow walk is committed too.
    private void Wait(Epoch epoch)
    {
        TimeSpan left = _limits.Interval - epoch.Age;
        if (left > TimeSpan.Zero)
        {
            Monitor.Wait(_lock, left);
        }
        else if (_full.Count > 0 || (epoch.Rows == 0 && _current is null or { IsEmpty: true }))
        {
            Monitor.Wait(_lock, _limits.Interval);
        }
        else
        {
            SealCurrent();
            epoch.EndsAfter(_full);
        }
    }

    private RowBlock GetRoom(int rows, int bytes)
    {
        while (true)
        {
            ThrowIfFailed();
            if (_current is null)
            {
                _current = TryGetBlock();
                if (_current is null)
                {
                    Monitor.Wait(_lock);
                    continue;
                }

                _current.Root = _root;
            }

            if (_current.Rows + rows <= Math.Max(_blockRows, rows) && _current.Used + bytes <= RowBlock.ArenaSize
                && _current.Directories.Count < RowBlock.Capacity && _current.Paths.Length < RowBlock.ArenaSize)
            {
                return _current;
            }

            SealCurrent();
        }
    }

    private RowBlock? TryGetBlock()
    {
        if (_free.TryPop(out RowBlock? block))
        {
            return block;
        }

        if (_blocks == _maxBlocks)
        {
            return null;
        }

        _blocks++;
        return new RowBlock();
    }

    private void SealCurrent()
    {
        if (_current is { IsEmpty: false })
        {
            _full.Enqueue(_current);
            _current = null;
            Monitor.PulseAll(_lock);
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new OperationCanceledException("The index cannot be written.", _failure);
        }
    }
}
