using System.Text;

namespace Fathom.Nfs;

/// <summary>One call at a time to a service that is asked a few questions: the portmapper, MOUNT. What fails here ends the run.</summary>
/// <param name="options">An address that refuses is tried once, however many retries there are.</param>
internal sealed class RpcService(RpcTarget target, RpcConnectionOptions options, RpcStatistics statistics) : IDisposable
{
    private readonly RpcConnection _connection =
        new(target, 0, options with { FailsFast = true }, new CallGovernor(NfsOptions.Default), statistics);

    /// <summary>Begins a call; the caller appends the arguments.</summary>
    internal XdrWriter Begin(RpcProcedure procedure) => _connection.Begin(procedure, 0);

    /// <summary>Sends the call begun last and waits for its answer.</summary>
    /// <returns>Results of the procedure, valid until the next call.</returns>
    /// <exception cref="FathomException">No answer, or the service did not run the procedure.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal ReadOnlySpan<byte> Finish(CancellationToken cancellation)
    {
        _connection.Queue();
        if (!_connection.TryReceive(out RpcReply reply, cancellation))
        {
            throw new OperationCanceledException(cancellation);
        }

        return reply.Errno == Errno.None ? reply.Body : throw Failure(reply.Procedure, reply.Errno);
    }

    /// <summary>What to throw for an answer that is an error.</summary>
    internal FathomException Failure(RpcProcedure procedure, Errno errno)
    {
        (uint low, uint high) = _connection.LastMismatch;
        string versions = errno == Errno.EPROTONOSUPPORT && high != 0
            ? $" (it has versions {low} to {high}, version {procedure.Version} is needed)"
            : "";
        return new FathomException(
            $"cannot call {procedure.Name} of {target.Service}{versions}",
            Encoding.UTF8.GetBytes(target.NameOf(target.Addresses[0])),
            errno);
    }

    public void Dispose() => _connection.Dispose();
}
