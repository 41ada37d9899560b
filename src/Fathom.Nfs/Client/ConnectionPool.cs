namespace Fathom.Nfs;

// Two bounds, and who finds one of them reached waits:
//
//   connections   as many as threads call at once, up to _server.CallConnections: each carries one caller, so answers cross no threads
//   calls         _server.Connections x the governor's window, over all of them: what a walk may have outstanding, so what the options
//                 and the latency allow to a walk bounds calls too

/// <summary>Connections that calls share: each is used by one call at a time, and by the next one after it.</summary>
internal sealed class ConnectionPool : IDisposable
{
    // To see a cancellation.
    private const int PollMilliseconds = 100;

    private readonly NfsServer _server;
    private readonly object _gate = new();
    private readonly Stack<RpcConnection> _idle = new();
    private int _rented;
    private int _calls;
    private bool _isDisposed;

    internal ConnectionPool(NfsServer server) => _server = server;

    private int MaxCalls => Math.Max(1, _server.Connections * _server.Governor.Window);

    /// <summary>A connection for one call; waits while as many are in use as there may be.</summary>
    internal RpcConnection Rent(CancellationToken cancellation) => Rent(1, out _, cancellation);

    /// <summary>A connection for several calls at once; waits while as many are in use as there may be.</summary>
    /// <param name="wanted">Calls that are worth having outstanding; more than 0.</param>
    /// <param name="granted">So many of them may be: at least one, and less than wanted where others call too.</param>
    internal RpcConnection Rent(int wanted, out int granted, CancellationToken cancellation)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(NfsClient));
            while (_rented >= _server.CallConnections || _calls >= MaxCalls)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate, PollMilliseconds);
                if (_isDisposed)
                {
                    // Who waits behind must be told as well.
                    Monitor.PulseAll(_gate);
                    throw new ObjectDisposedException(nameof(NfsClient));
                }
            }

            RpcConnection connection = TakeIdle();
            granted = Math.Clamp(wanted, 1, Math.Max(1, MaxCalls - _calls));
            connection.Rented = granted;
            _rented++;
            _calls += granted;

            // The governor decides by connections that are full: each stands for its share of all calls.
            connection.Load = ((_calls - 1) / _server.Connections) + 1;
            return connection;
        }
    }

    /// <summary>Ends what <see cref="Rent(CancellationToken)"/> began.</summary>
    /// <param name="isSound">Nothing is outstanding; else its late answers would meet the next call, so it is closed.</param>
    internal void Return(RpcConnection connection, bool isSound)
    {
        lock (_gate)
        {
            // Who is woken must find it: a further connection would be one too many.
            isSound = TryKeep(connection, isSound);
            _rented--;
            _calls -= connection.Rented;
            if (connection.Rented > 1)
            {
                Monitor.PulseAll(_gate);
            }
            else
            {
                Monitor.Pulse(_gate);
            }
        }

        if (!isSound)
        {
            connection.Dispose();
        }
    }

    /// <summary>A connection for many calls, beside those that calls wait for: who keeps one must not stop the others.</summary>
    internal RpcConnection Take()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(NfsClient));
            return TakeIdle();
        }
    }

    /// <summary>Ends what <see cref="Take"/> began.</summary>
    internal void GiveBack(RpcConnection connection, bool isSound)
    {
        lock (_gate)
        {
            isSound = TryKeep(connection, isSound);
        }

        if (!isSound)
        {
            connection.Dispose();
        }
    }

    /// <summary>Closes the idle connections; those in use are closed when they come back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);
            while (_idle.TryPop(out RpcConnection? connection))
            {
                connection.Dispose();
            }
        }
    }

    private bool TryKeep(RpcConnection connection, bool isSound)
    {
        connection.Load = 0;
        if (!isSound || _isDisposed || _idle.Count >= _server.CallConnections)
        {
            return false;
        }

        _idle.Push(connection);
        return true;
    }

    // The one that was used last: its buffers are warm, and few calls need few connections.
    private RpcConnection TakeIdle() => _idle.TryPop(out RpcConnection? connection) ? connection : _server.Open();
}
