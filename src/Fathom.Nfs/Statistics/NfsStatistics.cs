namespace Fathom.Nfs;

/// <summary>What a client sent and received so far.</summary>
public sealed record NfsStatistics
{
    /// <summary>One row for each procedure that was called, most calls first. Those of MOUNT and portmapper, before the first and after the last, are not among them.</summary>
    public IReadOnlyList<NfsProcedureStatistics> Procedures { get; init; } = [];

    /// <summary>Connections made for the first time.</summary>
    public long Connections { get; init; }

    /// <summary>Connections made again after they broke.</summary>
    public long Reconnects { get; init; }

    /// <summary>Times that the server asked to come back later (NFS3ERR_JUKEBOX), and the client did.</summary>
    public long JukeboxRetries { get; init; }

    /// <summary>Calls of all procedures.</summary>
    public long Calls => Procedures.Sum(static procedure => procedure.Calls);

    /// <summary>Calls sent again, of all procedures.</summary>
    public long Resends => Procedures.Sum(static procedure => procedure.Resends);

    /// <summary>Bytes sent, with RPC headers and record marks.</summary>
    public long BytesSent => Procedures.Sum(static procedure => procedure.BytesSent);

    /// <summary>Bytes of answers, with RPC headers and record marks.</summary>
    public long BytesReceived => Procedures.Sum(static procedure => procedure.BytesReceived);

    /// <summary>Answers that were an error, of all procedures.</summary>
    public long Errors => Procedures.Sum(static procedure => procedure.Errors);
}
