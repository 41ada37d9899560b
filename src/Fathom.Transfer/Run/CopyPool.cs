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

    /// <summary>A copy has ended, and all that were added before it. Copies that a lost tree stopped have not.</summary>
    /// <param name="number">As <see cref="Added"/> was when it was added; 0 for none.</param>
    internal bool HasEnded(long number)
    {
        lock (_gate)
        {
            if (Added - _steps.Count < number)
            {
                return false;
            }

            for (int slot = 0; slot < _working.Length; slot += Spacing)
            {
                // Partner: the write in Run. What a copy did is seen by whoever sees its number behind.
                if (Volatile.Read(ref _working[slot]) <= number)
                {
                    return false;
                }
            }

            return Volatile.Read(ref _failure) is null;
        }
    }

    /// <exception cref="FathomException">A copy ended the run.</exception>
    internal void ThrowIfFailed() => Volatile.Read(ref _failure)?.Throw();

    /// <summary>Waits for all copies, whatever became of them. Nothing is added after this.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _isEnd = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    /// <summary>Adds a copy.</summary>
    internal void Add(PlanStep step)
    {
        lock (_gate)
        {
            _failure?.Throw();
            while (_steps.Count >= MaxWaiting)
            {
                _isFull = true;
                Monitor.Wait(_gate);
            }

            _steps.Enqueue(step);
            Added++;
            if (_resting > 0)
            {
                Monitor.PulseAll(_gate);
            }
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

                // Partner: the read in HasEnded.
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
            // Partner: the read above; Add and Finish look under the lock and after the threads.
            Volatile.Write(ref _failure, ExceptionDispatchInfo.Capture(failure));
        }
    }
}
