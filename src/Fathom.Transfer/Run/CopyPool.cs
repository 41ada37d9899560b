using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Fathom.Transfer;

/// <summary>Threads that copy files. Who adds waits while many are to be copied.</summary>
internal sealed class CopyPool : IDisposable
{
    // Each holds its directory, and so two descriptors.
    private const int MaxWaiting = 1024;

    private readonly BlockingCollection<PlanStep> _steps = new(MaxWaiting);
    private readonly Action<PlanStep> _copy;
    private readonly Thread[] _threads;
    private ExceptionDispatchInfo? _failure;

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
        _failure?.Throw();
        _steps.Add(step);
    }

    /// <summary>Waits for all copies. Nothing is added after this.</summary>
    internal void Finish()
    {
        _steps.CompleteAdding();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _failure?.Throw();
    }

    public void Dispose()
    {
        _steps.CompleteAdding();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _steps.Dispose();
    }

    private void Run()
    {
        foreach (PlanStep step in _steps.GetConsumingEnumerable())
        {
            try
            {
                if (_failure is null)
                {
                    _copy(step);
                }
            }
#pragma warning disable CA1031 // A thread's entry point: whoever adds or waits throws it again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
            }
        }
    }
}
