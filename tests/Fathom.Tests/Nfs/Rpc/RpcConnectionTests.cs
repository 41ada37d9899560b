using System.Net;
using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs.Rpc;

public sealed class RpcConnectionTests
{
    [Fact]
    public void Replies_find_their_calls_in_any_order()
    {
        using RpcPeer peer = new(static connection =>
        {
            PeerCall[] calls = [.. Enumerable.Range(0, 40).Select(_ => connection.Read())];
            foreach (PeerCall call in calls.Reverse())
            {
                connection.Answer(call.Xid, call.Arguments);
            }

            connection.Echo();
        });
        using RpcClient client = new(peer.Target);

        client.Call(40);
        Assert.Equal(40, client.Connection.Outstanding);
        Assert.Equal(Enumerable.Range(0, 40).Reverse(), client.Receive(40));
        Assert.Equal(0, client.Connection.Outstanding);
        client.Call(1);
        Assert.Equal([0], client.Receive(1));
    }

    [Fact]
    public void Duplicates_unknown_ids_and_calls_from_the_server_are_ignored()
    {
        using RpcPeer peer = new(static connection =>
        {
            PeerCall first = connection.Read();
            PeerCall second = connection.Read();
            connection.Answer(first.Xid + 0x100, 9, 9, 9, 9);
            connection.Answer(first.Xid ^ 0xFF, 9, 9, 9, 9);
            connection.Send(PeerConnection.Framed(PeerConnection.Words(first.Xid, RpcHeader.CALL, 2, 3, 4, 5)));
            connection.Answer(first.Xid, first.Arguments);
            connection.Answer(first.Xid, first.Arguments);
            connection.Answer(second.Xid, second.Arguments);
            connection.Echo();
        });
        using RpcClient client = new(peer.Target);

        client.Call(2);
        Assert.Equal([0, 1], client.Receive(2));
        client.Call(3);
        Assert.Equal([0, 1, 2], client.Receive(3));
        Assert.Equal(0, client.Statistics.Snapshot().Resends);
    }

    [Fact]
    public void A_reply_in_one_byte_fragments_and_one_byte_segments_is_whole()
    {
        using RpcPeer peer = new(static connection =>
        {
            PeerCall call = connection.Read();
            byte[] record = PeerConnection.Accepted(call.Xid, 0, call.Arguments);
            for (int i = 0; i < record.Length; i++)
            {
                foreach (byte part in PeerConnection.Fragment(record.AsSpan(i, 1), i == record.Length - 1))
                {
                    connection.Send(part);
                }
            }

            connection.Echo();
        });
        using RpcClient client = new(peer.Target);

        client.Call(1);
        Assert.Equal([0], client.Receive(1));
        client.Call(1);
        Assert.Equal([0], client.Receive(1));
    }

    [Fact]
    public void A_connection_carries_256_calls_and_refuses_another()
    {
        using RpcPeer peer = new(static connection => connection.Echo());
        using RpcClient client = new(peer.Target);

        client.Call(RpcConnection.MaxCalls);
        Assert.Throws<InvalidOperationException>(() => client.Connection.Begin(RpcClient.Procedure, 0));
        Assert.Equal(RpcConnection.MaxCalls, client.Receive(RpcConnection.MaxCalls).Distinct().Count());
        client.Call(RpcConnection.MaxCalls);
        Assert.Equal(RpcConnection.MaxCalls, client.Receive(RpcConnection.MaxCalls).Count);
    }

    [Fact]
    public void A_call_that_is_not_queued_is_dropped_by_the_next()
    {
        using RpcPeer peer = new(static connection => connection.Echo());
        using RpcClient client = new(peer.Target);

        client.Connection.Begin(RpcClient.Procedure, 77).WriteUInt32(77);
        client.Call(1);
        Assert.Equal(1, client.Connection.Outstanding);
        Assert.Equal([0], client.Receive(1));
        Assert.Throws<InvalidOperationException>(() => client.Connection.TryReceive(out _, default));
        Assert.Throws<InvalidOperationException>(client.Connection.Queue);
    }

    [Fact]
    public void What_came_together_is_buffered()
    {
        using RpcPeer peer = new(static connection =>
        {
            PeerCall first = connection.Read();
            PeerCall second = connection.Read();
            connection.Send([
                .. PeerConnection.Framed(PeerConnection.Accepted(first.Xid, 0, first.Arguments)),
                .. PeerConnection.Framed(PeerConnection.Accepted(first.Xid, 0, first.Arguments)),
                .. PeerConnection.Framed(PeerConnection.Accepted(second.Xid, 0, second.Arguments)),
                .. PeerConnection.Framed(PeerConnection.Accepted(second.Xid, 0, second.Arguments))]);
            connection.Echo();
        });
        using RpcClient client = new(peer.Target);

        client.Call(2);
        Assert.False(client.Connection.HasBuffered);
        Assert.Equal([0], client.Receive(1));
        Assert.True(client.Connection.HasBuffered);
        Assert.Equal([1], client.Receive(1));
        Assert.False(client.Connection.HasBuffered);
    }

    [Fact]
    public void Cancellation_ends_the_wait()
    {
        using RpcPeer peer = new(static connection => _ = connection.Read() is not null && connection.IsOver());
        using RpcClient client = new(peer.Target);
        using CancellationTokenSource cancelled = new(TimeSpan.FromMilliseconds(50));

        client.Call(1);
        Assert.False(client.Connection.TryReceive(out _, cancelled.Token));
    }

    [Fact]
    public void Cancellation_ends_attempts_to_connect()
    {
        using RpcClient client = new(new RpcTarget { Host = "dead", Addresses = [RpcPeer.DeadAddress()] });
        using CancellationTokenSource cancelled = new(TimeSpan.FromMilliseconds(100));

        client.Call(1);
        Assert.False(client.Connection.TryReceive(out _, cancelled.Token));
    }

    [Fact]
    public void A_rate_limit_delays_calls_and_loses_none()
    {
        using RpcPeer peer = new(static connection => connection.Echo());
        using RpcClient client = new(peer.Target, governor: new CallGovernor(new NfsOptions { MaxCallsPerSecond = 500 }));

        client.Call(60);
        Assert.Equal(Enumerable.Range(0, 60), client.Receive(60));
        Assert.Equal(60, client.Statistics.Snapshot().Calls);
    }

    [Fact]
    public void Calls_and_replies_larger_than_the_buffers_of_the_sockets_pass_each_other()
    {
        using RpcPeer peer = new(static connection => connection.Echo());
        using RpcClient client = new(peer.Target);
        byte[] data = new byte[1 << 20];
        new Random(1).NextBytes(data);
        for (int i = 0; i < 24; i++)
        {
            client.Connection.Begin(RpcClient.Procedure, i).WriteFixed(data.AsSpan(i * 4));
            client.Connection.Queue();
        }

        for (int i = 0; i < 24; i++)
        {
            Assert.True(client.Connection.TryReceive(out RpcReply reply, TestContext.Current.CancellationToken));
            Assert.True(reply.Body.SequenceEqual(data.AsSpan(reply.Tag * 4)));
        }
    }

    [Fact]
    public void A_server_of_other_versions_is_known_by_them()
    {
        using RpcPeer peer = new(static connection =>
            connection.Send(PeerConnection.Framed([.. PeerConnection.Accepted(connection.Read().Xid, 2), .. PeerConnection.Words(4, 4)])));
        using RpcClient client = new(peer.Target);

        Assert.Equal(Errno.EPROTONOSUPPORT, ErrnoOfOneCall(client));
        Assert.Equal((4u, 4u), client.Connection.LastMismatch);
    }

    [Fact]
    public void A_refused_credential_is_known_by_its_reason()
    {
        using RpcPeer peer = new(static connection =>
            connection.Send(PeerConnection.Framed(PeerConnection.Words(connection.Read().Xid, 1, 1, 1, 5))));
        using RpcClient client = new(peer.Target);

        Assert.Equal(Errno.EACCES, ErrnoOfOneCall(client));
        Assert.Equal(5u, client.Connection.LastAuthStatus);
    }

    [Fact]
    public void A_malformed_reply_fails_its_call_and_leaves_the_connection()
    {
        using RpcPeer peer = new(static connection =>
        {
            connection.Send(PeerConnection.Framed(PeerConnection.Words(connection.Read().Xid, 1, 0, 0, 401)));
            connection.Echo();
        });
        using RpcClient client = new(peer.Target);

        Assert.Equal(Errno.EBADMSG, ErrnoOfOneCall(client));
        client.Call(1);
        Assert.Equal([0], client.Receive(1));
        Assert.Equal(0, client.Statistics.Snapshot().Reconnects);
    }

    [Fact]
    public void Connections_of_root_come_from_a_privileged_port()
    {
        int port = 0;
        using (RpcPeer peer = new(connection => Volatile.Write(ref port, connection.RemotePort), static connection => connection.Echo()))
        {
            using RpcClient client = new(peer.Target);
            client.Call(1);
            client.Receive(1);
        }

        Assert.Equal(Environment.IsPrivilegedProcess, Volatile.Read(ref port) is >= 512 and < 1024);
    }

    [Fact]
    public void Connections_are_spread_over_the_addresses()
    {
        using RpcPeer first = new(static connection => connection.Echo());
        using RpcPeer second = new(static connection => connection.Echo());
        RpcTarget target = new() { Host = "two", Addresses = [first.Address, second.Address] };
        using RpcClient even = new(target, number: 0);
        using RpcClient odd = new(target, number: 3);

        even.Call(1);
        odd.Call(1);
        Assert.Equal([0], even.Receive(1));

        // The first peer serves one connection; this one is answered only because it went to the second.
        Assert.Equal([0], odd.Receive(1));
    }

    [Fact]
    public void A_busy_connection_allocates_nothing()
    {
        using RpcPeer peer = new(static connection => connection.Echo());
        using RpcClient client = new(peer.Target, governor: new CallGovernor(new NfsOptions { MaxCallsPerSecond = int.MaxValue }));
        Exchange(client.Connection, 2_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(client.Connection, 10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Exchange(RpcConnection connection, int calls)
    {
        int begun = 0;
        for (int answered = 0; answered < calls; answered++)
        {
            while (begun < calls && connection.Outstanding < 32)
            {
                connection.Begin(RpcClient.Procedure, begun++).WriteFixed("0123456789abcdef"u8);
                connection.Queue();
            }

            connection.Flush(default);
            if (!connection.TryReceive(out RpcReply reply, default) || reply.Body.Length != 16)
            {
                throw new InvalidOperationException("no echo");
            }
        }
    }

    private static Errno ErrnoOfOneCall(RpcClient client)
    {
        client.Call(1);
        Assert.True(client.Connection.TryReceive(out RpcReply reply, default));
        return reply.Errno;
    }
}
