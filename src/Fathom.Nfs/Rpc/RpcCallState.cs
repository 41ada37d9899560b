namespace Fathom.Nfs;

/// <summary>Where a call stands; the picture is at <see cref="RpcCall"/>.</summary>
internal enum RpcCallState
{
    /// <summary>No call.</summary>
    Free,

    /// <summary>The caller appends arguments.</summary>
    Begun,

    /// <summary>To be sent, for the first time or again.</summary>
    Queued,

    /// <summary>An answer is awaited.</summary>
    Sent,

    /// <summary>The server asked to come back later.</summary>
    Waiting,

    /// <summary>The caller has the answer.</summary>
    Answered,
}
