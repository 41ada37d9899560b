using System.Runtime.ExceptionServices;

namespace Fathom.Transfer;

/// <summary>Threads that copy files. Who adds waits while many are to be copied.</summary>
internal sealed class CopyPool : IDisposable
{
    // Each holds its directory, and so two descriptors.
    private const int MaxWaiting = 1024;

    // A thread takes some at once: files are small, and waking threads is not free.
    private const int MaxTaken = 16;

    private readonly object _gate = new();
    private readonly Queue<PlanStep> _steps = new(MaxWaiting);
    private readonly Action<PlanStep> _copy;
    private readonly Thread[] _threads;
    private ExceptionDispatchInfo? _failure;
    private int _resting;
    private bool _isFull;
    private bool _isEnd;

    internal CopyPool(int threads, Action<PlanStep> copy)
    {
        _copy = copy;
        _threads = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Run) { Name = $"fathom-copy-{i}", IsBackground = true };
            _threads[i].Start();
        }
    }

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

    private void End()
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

    private void Run()
    {
        PlanStep[] taken = new PlanStep[MaxTaken];
        int count;
        while ((count = Take(taken)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                Copy(taken[i]);
                taken[i] = null!;
            }
        }
    }

    private int Take(PlanStep[] taken)
    {
        lock (_gate)
        {
            while (_steps.Count == 0 && !_isEnd)
            {
                _resting++;
                Monitor.Wait(_gate);
                _resting--;
            }

            // Not more than its share: a few large files are copied side by side.
            int share = Math.Clamp(_steps.Count / _threads.Length, 1, MaxTaken);
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
