namespace Fathom.Nfs;

/// <summary>The answer to one call. Valid until the connection is used again.</summary>
internal ref struct RpcReply
{
    /// <summary>What the caller gave with the call.</summary>
    internal int Tag;

    internal RpcProcedure Procedure;

    /// <summary>Why the server did not run the procedure; none if it did, and the body holds its results.</summary>
    internal Errno Errno;

    /// <summary>Results of the procedure, XDR.</summary>
    internal ReadOnlySpan<byte> Body;

    /// <summary>From sending to the answer, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    internal long Latency;
}
