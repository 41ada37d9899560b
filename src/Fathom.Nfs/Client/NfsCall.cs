namespace Fathom.Nfs;

/// <summary>One blocking call: takes a connection of the pool, and gives it back when it is disposed.</summary>
internal ref struct NfsCall : IDisposable
{
    private readonly ConnectionPool _pool;
    private readonly RpcConnection _connection;
    private readonly CancellationToken _cancellation;
    private bool _isAnswered;

    internal NfsCall(ConnectionPool pool, CancellationToken cancellation)
    {
        _pool = pool;
        _cancellation = cancellation;
        _connection = pool.Rent(cancellation);
    }

    /// <summary>Versions of the program that the server named when it did not speak the one that was called.</summary>
    internal readonly (uint Low, uint High)? Mismatch => _connection.LastMismatch;

    /// <summary>Where the arguments are written.</summary>
    internal readonly XdrWriter Begin(RpcProcedure procedure) => _connection.Begin(procedure, tag: 0);

    /// <summary>Sends the call and waits for its answer; asks again while the server is not ready.</summary>
    /// <param name="result">Results of the procedure; valid until this call is disposed.</param>
    /// <returns>Why the server did not run the procedure; none if there is a result, which may be an error too.</returns>
    /// <exception cref="FathomException">The server is dead.</exception>
    /// <exception cref="OperationCanceledException">The caller does not wait any longer; the server may have run the procedure.</exception>
    internal Errno Send(out XdrReader result)
    {
        _connection.Queue();
        while (true)
        {
            if (!_connection.TryReceive(out RpcReply reply, _cancellation))
            {
                throw new OperationCanceledException(_cancellation);
            }

            if (reply.Errno == Errno.None && Nfs3Result.IsJukebox(reply.Body) && _connection.RetryLater())
            {
                continue;
            }

            _isAnswered = true;
            result = new XdrReader(reply.Body);
            return reply.Errno;
        }
    }

    public readonly void Dispose() => _pool.Return(_connection, _isAnswered);
}
