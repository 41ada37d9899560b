namespace Fathom.Nfs;

/// <summary>The NFS service of one server, and what all connections to it share.</summary>
internal sealed class NfsServer
{
    // What Linux allows to one of its mounts (nconnect, nfs(5)): servers know clients with that many.
    private const int MaxCallConnections = 16;

    private readonly RpcConnectionOptions _connection;
    private int _opened;

    internal NfsServer(RpcTarget target, RpcConnectionOptions connection, NfsOptions options)
    {
        Target = target;
        Governor = new CallGovernor(options);
        _connection = connection;

        // As a tree does: one an address, so that each of them has its share.
        Connections = options.Connections > 0 ? options.Connections : Math.Clamp(target.Addresses.Count, 2, 8);
        CallConnections = options.Connections > 0 ? options.Connections : MaxCallConnections;
    }

    internal RpcTarget Target { get; }

    internal CallGovernor Governor { get; }

    internal RpcStatistics Statistics { get; } = new();

    /// <summary>Connections worth having.</summary>
    internal int Connections { get; }

    /// <summary>Connections that threads which make one call at a time may have together.</summary>
    internal int CallConnections { get; }

    /// <summary>Makes a further connection, to the next address in turn; it connects at its first call.</summary>
    internal RpcConnection Open()
    {
        int number = (Interlocked.Increment(ref _opened) - 1) & int.MaxValue;

        // The first one finds out whether there is a server at all. When later ones are made there was one: it may be starting again.
        return new RpcConnection(Target, number, _connection with { FailsFast = number == 0 }, Governor, Statistics);
    }
}
