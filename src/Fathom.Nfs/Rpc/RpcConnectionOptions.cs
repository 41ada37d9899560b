namespace Fathom.Nfs;

/// <summary>How one connection talks to its server.</summary>
internal sealed record RpcConnectionOptions
{
    /// <summary>Time without an answer after which a call is sent again.</summary>
    internal TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Times that a call is sent again before the server counts as dead.</summary>
    internal int Retries { get; init; } = 5;

    /// <summary>Who the caller is.</summary>
    internal NfsCredential Credential { get; init; } = new();

    /// <summary>The longest reply that is taken, bytes; a longer one breaks the connection before memory is taken for it.</summary>
    internal int MaxReply { get; init; } = (4 * 1024 * 1024) + (64 * 1024);

    /// <summary>Tries source ports below 1024 first, which many servers insist on. Only root may have them.</summary>
    internal bool TriesPrivilegedPort { get; init; } = Environment.IsPrivilegedProcess;

    /// <summary>Until the connection has brought its first answer, each address is tried once, without waiting for a server that is down:
    /// a wrong name or port is known at once.</summary>
    internal bool FailsFast { get; init; }
}
