namespace Fathom.Nfs;

/// <summary>The NFS service of one server, and what all connections to it share.</summary>
internal sealed class NfsServer
{
    private readonly RpcConnectionOptions _connection;
    private int _opened;

    internal NfsServer(RpcTarget target, RpcConnectionOptions connection, NfsOptions options)
    {
        Target = target;
        Governor = new CallGovernor(options);
        _connection = connection;

        // As a tree does: one an address, so that each of them has its share.
        Connections = options.Connections > 0 ? options.Connections : Math.Clamp(target.Addresses.Count, 2, 8);
    }

    internal RpcTarget Target { get; }

    internal CallGovernor Governor { get; }

    internal RpcStatistics Statistics { get; } = new();

    /// <summary>Connections worth having.</summary>
    internal int Connections { get; }

    /// <summary>Makes a further connection, to the next address in turn; it connects at its first call.</summary>
    internal RpcConnection Open()
    {
        int number = (Interlocked.Increment(ref _opened) - 1) & int.MaxValue;

        // The first one finds out whether there is a server at all. When later ones are made there was one: it may be starting again.
        return new RpcConnection(Target, number, _connection with { FailsFast = number == 0 }, Governor, Statistics);
    }
}
