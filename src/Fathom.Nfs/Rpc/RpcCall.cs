namespace Fathom.Nfs;

/// <summary>A slot of a connection: one call from <c>Begin</c> to its answer. The request stays here, so that the same bytes can be sent again.</summary>
/// <remarks>
/// <code>
///   Free ─Begin─▶ Begun ─Queue─▶ Queued ─Flush─▶ Sent ─reply─▶ Answered ─next use─▶ Free
///                                  ▲ ▲            │               │
///                                  │ └─silence, cut connection────┘(Sent)
///                                  └──── back-off is over ◀─ Waiting ◀─RetryLater─┘(Answered)
/// </code>
/// </remarks>
internal sealed class RpcCall
{
    internal readonly XdrWriter Request = new();

    internal RpcCallState State;
    internal RpcProcedure? Procedure;
    internal int Tag;

    /// <summary>Transaction id: generation &lt;&lt; 8 | slot.</summary>
    internal uint Xid;

    /// <summary>Times that no answer to this xid came in time.</summary>
    internal int Silences;

    /// <summary>Times that the connection broke while an answer to this xid was awaited.</summary>
    internal int Cuts;

    /// <summary>Times that the server asked to come back later.</summary>
    internal int Postponements;

    /// <summary>Whether the bytes went out under this xid before.</summary>
    internal bool WasSent;

    /// <summary>When the call was sent for the first time, under any xid; 0 before.</summary>
    internal long FirstSentAt;

    /// <summary>When it was sent last.</summary>
    internal long SentAt;

    /// <summary>When the silence is too long (Sent), or the back-off is over (Waiting).</summary>
    internal long DueAt;

    /// <summary>Counters of the procedure in this connection.</summary>
    internal ProcedureCounters? Counters;
}
