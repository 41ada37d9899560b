namespace Fathom.Nfs;

/// <summary>Counts of one connection. One writer; <see cref="RpcStatistics"/> reads from other threads.</summary>
internal sealed class ConnectionCounters
{
    private ProcedureCounters[] _procedures = [];

    internal long Connects;
    internal long Reconnects;
    internal long JukeboxRetries;

    /// <summary>Counters of every procedure that was called.</summary>
    // Volatile: partner of the write in Of, which publishes a larger array with its new element.
    internal ReadOnlySpan<ProcedureCounters> Procedures => Volatile.Read(ref _procedures);

    /// <summary>The counters of a procedure. Each is one object, so references are compared.</summary>
    internal ProcedureCounters Of(RpcProcedure procedure)
    {
        foreach (ProcedureCounters there in _procedures)
        {
            if (ReferenceEquals(there.Procedure, procedure))
            {
                return there;
            }
        }

        ProcedureCounters counters = new(procedure);

        // Partner of the read in Procedures.
        Volatile.Write(ref _procedures, [.. _procedures, counters]);
        return counters;
    }

    internal void Add(ConnectionCounters other)
    {
        Connects += other.Connects;
        Reconnects += other.Reconnects;
        JukeboxRetries += other.JukeboxRetries;
        foreach (ProcedureCounters procedure in other.Procedures)
        {
            Of(procedure.Procedure).Add(procedure);
        }
    }
}
