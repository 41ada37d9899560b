namespace Fathom;

/// <summary>The frontier of real threads. A worker's thread is started when it is woken for the first time.</summary>
internal sealed class ThreadFrontier : Frontier
{
    private readonly Bed[] _beds;
    private readonly Action<int> _start;

    /// <param name="start">Starts the thread of a worker; called at most once each, on a worker's thread.</param>
    internal ThreadFrontier(int workers, Action<int> start)
        : base(workers)
    {
        _start = start;
        _beds = new Bed[workers];
        for (int i = 0; i < workers; i++)
        {
            _beds[i] = new Bed { IsStarted = i == 0 };
        }
    }

    /// <inheritdoc/>
    protected override void Wake(int worker)
    {
        Bed bed = _beds[worker];
        if (!bed.IsStarted)
        {
            // Only the holder of the claim comes here, so this is not a race.
            bed.IsStarted = true;
            if (!HasEnded)
            {
                _start(worker);
            }

            return;
        }

        lock (bed)
        {
            bed.HasPermit = true;
            Monitor.Pulse(bed);
        }
    }

    /// <inheritdoc/>
    protected override void Sleep(int worker)
    {
        Bed bed = _beds[worker];
        lock (bed)
        {
            while (!bed.HasPermit)
            {
                Monitor.Wait(bed);
            }

            bed.HasPermit = false;
        }
    }

    private sealed class Bed
    {
        internal bool IsStarted;
        internal bool HasPermit;
    }
}
