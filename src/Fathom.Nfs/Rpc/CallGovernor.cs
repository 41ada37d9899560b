using System.Diagnostics;

namespace Fathom.Nfs;

/// <summary>How many calls are outstanding on each connection, and how many start in a second. Shared by all connections of a client; thread-safe.</summary>
internal sealed class CallGovernor
{
    private readonly Lock _lock = new();
    private readonly TokenBucket? _bucket;
    private readonly WindowControl? _control;
    private volatile int _window;

    internal CallGovernor(NfsOptions options)
        : this(options, Stopwatch.Frequency)
    {
    }

    /// <param name="frequency">Ticks a second of the clock that the other methods are given.</param>
    internal CallGovernor(NfsOptions options, long frequency)
    {
        _bucket = options.MaxCallsPerSecond > 0 ? new TokenBucket(options.MaxCallsPerSecond, frequency) : null;
        _control = options.IsPolite ? new PoliteWindow(options.Window)
            : options.Window == 0 ? new AdaptiveWindow()
            : null;
        _window = _control?.Window ?? options.Window;
    }

    /// <summary>Calls worth having outstanding on one connection now.</summary>
    internal int Window => _window;

    /// <summary>Asks whether a call may be sent now.</summary>
    /// <param name="now">Ticks.</param>
    /// <param name="wakeAt">When to ask again, if not.</param>
    internal bool TryStart(long now, out long wakeAt)
    {
        wakeAt = 0;
        if (_bucket is null)
        {
            return true;
        }

        lock (_lock)
        {
            return _bucket.TryTake(now, out wakeAt);
        }
    }

    /// <summary>Says that a call was answered.</summary>
    /// <param name="latencyTicks">From sending to the answer.</param>
    /// <param name="outstanding">Calls on that connection that were outstanding, this one included.</param>
    internal void Completed(long latencyTicks, int outstanding)
    {
        if (_control is null)
        {
            return;
        }

        lock (_lock)
        {
            _control.Completed(latencyTicks, outstanding);
            _window = _control.Window;
        }
    }
}
