using System.Runtime.ExceptionServices;

namespace Fathom.Transfer;

/// <summary>Threads that copy files. Who adds waits while many are to be copied.</summary>
internal sealed class CopyPool : IDisposable
{
    // Each holds its directory, and so two descriptors.
    private const int MaxWaiting = 1024;

    // A thread takes some at once: files are small, and waking threads is not free.
    private const int MaxTaken = 16;

    // Longs between those of two threads: a line of the cache each.
    private const int Spacing = 8;

    private readonly object _gate = new();
    private readonly Queue<PlanStep> _steps = new(MaxWaiting);
    private readonly Action<PlanStep> _copy;
    private readonly Thread[] _threads;

    // For each thread the number of the first copy that it took and has not ended; none: MaxValue.
    private readonly long[] _working;
    private ExceptionDispatchInfo? _failure;
    private long _endedBeforeFailure;
    private int _resting;
    private bool _isFull;
    private bool _isEnd;

    internal CopyPool(int threads, Action<PlanStep> copy)
    {
        _copy = copy;
        _threads = new Thread[threads];
        _working = new long[threads * Spacing];
        Array.Fill(_working, long.MaxValue);
        for (int i = 0; i < threads; i++)
        {
            int slot = i * Spacing;
            _threads[i] = new Thread(() => Run(slot)) { Name = $"fathom-copy-{i}", IsBackground = true };
            _threads[i].Start();
        }
    }

    /// <summary>Number of the last copy that was added, from 1. For who adds.</summary>
    internal long Added { get; private set; }

    /// <summary>Number of the last copy that has ended with all that were added before it; 0 for none. Copies after one that ended the run are not done.</summary>
    internal long Ended
    {
        get
        {
            lock (_gate)
            {
                return _failure is null ? CountEnded() : _endedBeforeFailure;
            }
        }
    }

    /// <exception cref="FathomException">A copy ended the run.</exception>
    internal void ThrowIfFailed() => Volatile.Read(ref _failure)?.Throw();

    /// <summary>Waits for all copies, whatever became of them. Nothing is added after this.</summary>
    internal void End() => TryEnd(Timeout.InfiniteTimeSpan);

    /// <summary>As <see cref="End"/>, but for so long.</summary>
    /// <returns>All have ended.</returns>
    internal bool TryEnd(TimeSpan patience)
    {
        lock (_gate)
        {
            _isEnd = true;
            Monitor.PulseAll(_gate);
        }

        return Array.TrueForAll(_threads, thread => thread.Join(patience));
    }

    /// <summary>Adds a copy.</summary>
    internal void Add(PlanStep step) => TryAdd(step, Timeout.InfiniteTimeSpan);

    /// <summary>Adds a copy, and waits for so long while many are to be copied.</summary>
    /// <returns>It is added.</returns>
    internal bool TryAdd(PlanStep step, TimeSpan patience)
    {
        lock (_gate)
        {
            _failure?.Throw();
            while (_steps.Count >= MaxWaiting)
            {
                _isFull = true;
                if (!Monitor.Wait(_gate, patience))
                {
                    return false;
                }
            }

            _steps.Enqueue(step);
            Added++;
            if (_resting > 0)
            {
                Monitor.PulseAll(_gate);
            }

            return true;
        }
    }

    /// <summary>Waits for all copies. Nothing is added after this.</summary>
    /// <exception cref="FathomException">A tree was lost in one of them.</exception>
    internal void Finish()
    {
        End();
        _failure?.Throw();
    }

    public void Dispose() => End();

    private void Run(int slot)
    {
        PlanStep[] taken = new PlanStep[MaxTaken];
        int count;
        while ((count = Take(taken, slot)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                Copy(taken[i]);
                taken[i] = null!;

                // Partner: the read in CountEnded.
                Volatile.Write(ref _working[slot], _working[slot] + 1);
            }
        }
    }

    private int Take(PlanStep[] taken, int slot)
    {
        lock (_gate)
        {
            _working[slot] = long.MaxValue;
            while (_steps.Count == 0 && !_isEnd)
            {
                _resting++;
                Monitor.Wait(_gate);
                _resting--;
            }

            // Not more than its share: a few large files are copied side by side.
            int share = Math.Clamp(_steps.Count / _threads.Length, 1, MaxTaken);
            _working[slot] = _steps.Count > 0 ? Added - _steps.Count + 1 : long.MaxValue;
            int count = 0;
            while (count < share && _steps.TryDequeue(out PlanStep? step))
            {
                taken[count++] = step;
            }

            if (_isFull && _steps.Count <= MaxWaiting / 2)
            {
                _isFull = false;
                Monitor.PulseAll(_gate);
            }

            return count;
        }
    }

    private void Copy(PlanStep step)
    {
        try
        {
            if (Volatile.Read(ref _failure) is null)
            {
                _copy(step);
            }
        }
#pragma warning disable CA1031 // A thread's entry point: whoever adds or waits throws it again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            lock (_gate)
            {
                if (_failure is null)
                {
                    _endedBeforeFailure = CountEnded();

                    // Partner: the read above; Add and Finish look under the lock and after the threads.
                    Volatile.Write(ref _failure, ExceptionDispatchInfo.Capture(failure));
                }
            }
        }
    }

    // Under the lock.
    private long CountEnded()
    {
        long next = Added - _steps.Count + 1;
        for (int slot = 0; slot < _working.Length; slot += Spacing)
        {
            // Partner: the write in Run. What a copy did is seen by whoever sees its number behind.
            next = Math.Min(next, Volatile.Read(ref _working[slot]));
        }

        return next - 1;
    }
}
