namespace Fathom.Nfs;

/// <summary>Counts of one procedure on one connection. One writer, the thread of the connection.</summary>
internal sealed class ProcedureCounters(RpcProcedure procedure)
{
    internal readonly RpcProcedure Procedure = procedure;
    internal readonly LatencyHistogram Latency = new();

    internal long Calls;
    internal long Resends;
    internal long BytesSent;
    internal long BytesReceived;
    internal long Errors;

    internal void Add(ProcedureCounters other)
    {
        Calls += other.Calls;
        Resends += other.Resends;
        BytesSent += other.BytesSent;
        BytesReceived += other.BytesReceived;
        Errors += other.Errors;
        Latency.Add(other.Latency);
    }
}
