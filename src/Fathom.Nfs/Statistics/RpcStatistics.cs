using System.Diagnostics;

namespace Fathom.Nfs;

/// <summary>Counts of the connections of one client. Each connection counts in its own object; a snapshot adds them up.</summary>
internal sealed class RpcStatistics
{
    private readonly Lock _lock = new();
    private readonly List<ConnectionCounters> _open = [];
    private readonly ConnectionCounters _closed = new();

    /// <summary>Counters of a further connection.</summary>
    internal ConnectionCounters Open()
    {
        ConnectionCounters counters = new();
        lock (_lock)
        {
            _open.Add(counters);
        }

        return counters;
    }

    /// <summary>Keeps the counts of a connection that counts no more.</summary>
    internal void Close(ConnectionCounters counters)
    {
        lock (_lock)
        {
            if (_open.Remove(counters))
            {
                _closed.Add(counters);
            }
        }
    }

    /// <summary>The counts so far. Any thread may ask, while connections count.</summary>
    internal NfsStatistics Snapshot()
    {
        ConnectionCounters sum = new();
        lock (_lock)
        {
            sum.Add(_closed);
            foreach (ConnectionCounters counters in _open)
            {
                sum.Add(counters);
            }
        }

        List<NfsProcedureStatistics> procedures = [];
        foreach (ProcedureCounters counters in sum.Procedures)
        {
            procedures.Add(Describe(counters));
        }

        procedures.Sort(static (left, right) => right.Calls != left.Calls
            ? right.Calls.CompareTo(left.Calls)
            : string.CompareOrdinal(left.Name, right.Name));
        return new NfsStatistics
        {
            Procedures = procedures,
            Connections = sum.Connects,
            Reconnects = sum.Reconnects,
            JukeboxRetries = sum.JukeboxRetries,
        };
    }

    private static NfsProcedureStatistics Describe(ProcedureCounters counters) => new()
    {
        Name = counters.Procedure.Name,
        Calls = counters.Calls,
        Resends = counters.Resends,
        BytesSent = counters.BytesSent,
        BytesReceived = counters.BytesReceived,
        Errors = counters.Errors,
        LatencyP50 = TimeOf(counters.Latency.Percentile(0.50)),
        LatencyP95 = TimeOf(counters.Latency.Percentile(0.95)),
        LatencyP99 = TimeOf(counters.Latency.Percentile(0.99)),
        LatencyMax = TimeOf(counters.Latency.Max),
    };

    private static TimeSpan TimeOf(long ticks) => Stopwatch.GetElapsedTime(0, ticks);
}
