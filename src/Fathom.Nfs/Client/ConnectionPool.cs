namespace Fathom.Nfs;

/// <summary>Connections that calls share: each is used by one call at a time, and by the next one after it.</summary>
internal sealed class ConnectionPool : IDisposable
{
    private readonly NfsServer _server;
    private readonly SemaphoreSlim _room;
    private readonly Lock _lock = new();
    private readonly Stack<RpcConnection> _idle = new();
    private bool _isDisposed;

    internal ConnectionPool(NfsServer server)
    {
        _server = server;
        _room = new SemaphoreSlim(server.Connections);
    }

    /// <summary>A connection for one call; waits while all are in use.</summary>
    internal RpcConnection Rent(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(NfsClient));
        _room.Wait(cancellation);
        try
        {
            return Take();
        }
        catch
        {
            // Who waits behind must be told as well.
            _room.Release();
            throw;
        }
    }

    /// <summary>Ends what <see cref="Rent"/> began.</summary>
    /// <param name="isSound">Nothing is outstanding; else its late answers would meet the next call, so it is closed.</param>
    internal void Return(RpcConnection connection, bool isSound)
    {
        GiveBack(connection, isSound);
        _room.Release();
    }

    /// <summary>A connection for many calls, beside those that calls wait for: who keeps one must not stop the others.</summary>
    internal RpcConnection Take()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(NfsClient));
            return _idle.TryPop(out RpcConnection? connection) ? connection : _server.Open();
        }
    }

    /// <summary>Ends what <see cref="Take"/> began.</summary>
    internal void GiveBack(RpcConnection connection, bool isSound)
    {
        lock (_lock)
        {
            if (isSound && !_isDisposed && _idle.Count < _server.Connections)
            {
                _idle.Push(connection);
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>Closes the idle connections; those in use are closed when they come back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            while (_idle.TryPop(out RpcConnection? connection))
            {
                connection.Dispose();
            }
        }
    }
}
