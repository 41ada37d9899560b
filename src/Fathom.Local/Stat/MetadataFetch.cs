namespace Fathom.Local;

/// <summary>A fetch on its way, and those who wait for it.</summary>
internal sealed class MetadataFetch
{
    private readonly object _gate = new();
    private bool _isDone;
    private bool _hasResult;
    private StatResult _result;

    /// <summary>Nobody may keep the answer: the path was invalidated meanwhile. Guarded by the shard's lock.</summary>
    internal bool IsStale { get; set; }

    /// <summary>Waits for the end.</summary>
    /// <returns>False if the fetch threw: try again.</returns>
    internal bool Wait(out StatResult result)
    {
        lock (_gate)
        {
            while (!_isDone)
            {
                Monitor.Wait(_gate);
            }

            result = _result;
            return _hasResult;
        }
    }

    internal void Complete(StatResult? result)
    {
        lock (_gate)
        {
            _isDone = true;
            _hasResult = result.HasValue;
            _result = result.GetValueOrDefault();
            Monitor.PulseAll(_gate);
        }
    }
}
