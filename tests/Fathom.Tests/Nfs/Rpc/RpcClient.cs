using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs.Rpc;

/// <summary>A connection to a peer, with calls whose only argument is a number.</summary>
internal sealed class RpcClient : IDisposable
{
    internal static readonly RpcProcedure Procedure = new(400_000, 1, 7, "TEST");

    internal RpcClient(RpcTarget target, RpcConnectionOptions? options = null, CallGovernor? governor = null, int number = 0)
    {
        Connection = new RpcConnection(
            target, number, options ?? new RpcConnectionOptions(), governor ?? new CallGovernor(NfsOptions.Default), Statistics);
    }

    internal RpcStatistics Statistics { get; } = new();

    internal RpcConnection Connection { get; }

    /// <summary>Queues calls with tag and argument 0, 1, 2...</summary>
    internal void Call(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Connection.Begin(Procedure, i).WriteUInt32((uint)i);
            Connection.Queue();
        }
    }

    /// <summary>Tags in the order in which their replies come; each must hold its own argument.</summary>
    internal List<int> Receive(int count)
    {
        List<int> tags = [];
        for (int i = 0; i < count; i++)
        {
            Assert.True(Connection.TryReceive(out RpcReply reply, TestContext.Current.CancellationToken));
            Assert.Equal(Errno.None, reply.Errno);
            Assert.Same(Procedure, reply.Procedure);
            Assert.Equal(PeerConnection.Words((uint)reply.Tag), reply.Body);
            tags.Add(reply.Tag);
        }

        return tags;
    }

    public void Dispose() => Connection.Dispose();
}
