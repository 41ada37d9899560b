namespace Fathom.Nfs;

// Connections, for who has several calls on their way.
public sealed partial class NfsClient
{
    /// <summary>A connection of those that calls share; waits while all are in use. The thread must not make a call before it is returned.</summary>
    /// <param name="wanted">Calls that are worth having on their way at once.</param>
    /// <param name="granted">So many of them may be.</param>
    internal RpcConnection RentConnection(int wanted, out int granted) => _pool.Rent(wanted, out granted, CancellationToken.None);

    /// <summary>Ends what <see cref="RentConnection"/> began.</summary>
    /// <param name="isSound">Nothing is outstanding.</param>
    internal void ReturnConnection(RpcConnection connection, bool isSound) => _pool.Return(connection, isSound);
}
