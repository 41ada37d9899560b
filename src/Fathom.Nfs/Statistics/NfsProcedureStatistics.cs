namespace Fathom.Nfs;

/// <summary>Calls of one procedure.</summary>
/// <remarks>Percentiles are at most an eighth too high.</remarks>
public sealed record NfsProcedureStatistics
{
    /// <summary>As the RFC spells it, for example <c>READDIRPLUS</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Calls sent, each counted once however often it was sent again; a call that the server asked to repeat later counts again.</summary>
    public long Calls { get; init; }

    /// <summary>Times that a call was sent again because no answer came, or the connection broke.</summary>
    public long Resends { get; init; }

    /// <summary>Bytes sent, with RPC header and record mark.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes of the answers, with RPC header and record marks.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Answers that were an error: of RPC, or a status other than OK.</summary>
    public long Errors { get; init; }

    /// <summary>Half of the answers came within this time after the call was sent last.</summary>
    public TimeSpan LatencyP50 { get; init; }

    /// <summary>95 of 100 answers came within this time.</summary>
    public TimeSpan LatencyP95 { get; init; }

    /// <summary>99 of 100 answers came within this time.</summary>
    public TimeSpan LatencyP99 { get; init; }

    /// <summary>The slowest answer.</summary>
    public TimeSpan LatencyMax { get; init; }
}
