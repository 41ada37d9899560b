using System.Net;
using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs.Rpc;

/// <summary>What a connection does when the server does not answer.</summary>
public sealed class RpcRecoveryTests
{
    private static readonly RpcConnectionOptions s_impatient = new() { Timeout = TimeSpan.FromMilliseconds(60), Retries = 20 };

    [Fact]
    public void Silence_sends_the_same_bytes_again_on_the_same_connection()
    {
        using RpcPeer peer = new(static connection =>
        {
            PeerCall first = connection.Read();
            PeerCall again = connection.Read();
            Assert.Equal(first.Record, again.Record);
            connection.Answer(again.Xid, again.Arguments);
            connection.Answer(again.Xid, again.Arguments);
            connection.Echo();
        });
        using RpcClient client = new(peer.Target, s_impatient);

        client.Call(1);
        Assert.Equal([0], client.Receive(1));
        client.Call(1);
        Assert.Equal([0], client.Receive(1));
        Assert.Equal(0, client.Statistics.Snapshot().Reconnects);
        Assert.True(client.Statistics.Snapshot().Resends >= 1);
    }

    [Fact]
    public void One_lost_call_is_sent_again_while_others_are_answered()
    {
        using RpcPeer peer = new(static connection =>
        {
            uint lost = connection.Read().Xid;
            PeerCall call = connection.Read();
            while (call.Xid != lost)
            {
                connection.Answer(call.Xid, call.Arguments);
                call = connection.Read();
            }

            connection.Answer(call.Xid, call.Arguments);
            connection.Echo();
        });
        using RpcClient client = new(peer.Target, s_impatient);

        client.Call(3);
        Assert.Equal([1, 2, 0], client.Receive(3));
        Assert.Equal(0, client.Statistics.Snapshot().Reconnects);
    }

    [Fact]
    public void A_connection_that_stays_silent_is_made_again()
    {
        uint first = 0;
        using RpcPeer peer = new(
            connection =>
            {
                first = connection.Read().Xid;
                while (!connection.IsOver())
                {
                }
            },
            connection =>
            {
                PeerCall again = connection.Read();
                Assert.Equal(first, again.Xid);
                connection.Answer(again.Xid, again.Arguments);
                connection.Echo();
            });
        using RpcClient client = new(peer.Target, s_impatient);

        client.Call(1);
        Assert.Equal([0], client.Receive(1));
        Assert.Equal(1, client.Statistics.Snapshot().Reconnects);
    }

    [Fact]
    public void A_cut_in_the_middle_of_a_reply_sends_all_calls_again_under_their_ids()
    {
        uint[] before = [];
        using RpcPeer peer = new(
            connection =>
            {
                PeerCall[] calls = [.. Enumerable.Range(0, 5).Select(_ => connection.Read())];
                connection.Answer(calls[2].Xid, calls[2].Arguments);
                connection.Send(PeerConnection.Framed(PeerConnection.Accepted(calls[3].Xid, 0, calls[3].Arguments)).AsSpan(0, 15));
                before = [.. calls.Select(static call => call.Xid)];
            },
            connection =>
            {
                PeerCall[] calls = [.. Enumerable.Range(0, 4).Select(_ => connection.Read())];
                Assert.Equal([before[0], before[1], before[3], before[4]], calls.Select(static call => call.Xid).Order());
                foreach (PeerCall call in calls)
                {
                    connection.Answer(call.Xid, call.Arguments);
                }

                connection.Echo();
            });
        using RpcClient client = new(peer.Target);

        client.Call(5);
        Assert.Equal([2], client.Receive(1));
        Assert.Equal([0, 1, 3, 4], client.Receive(4).Order());
        NfsStatistics statistics = client.Statistics.Snapshot();
        Assert.Equal((1L, 1L, 5L, 4L), (statistics.Connections, statistics.Reconnects, statistics.Calls, statistics.Resends));
    }

    [Theory]
    [InlineData(0xFFFF_FFFF)] // one fragment of 2 GiB
    [InlineData(0x7FFF_FFFF)] // and one that is not the last
    [InlineData(0x8000_2001)] // just above the limit
    [InlineData(0x8000_0004)] // shorter than any reply
    public void A_record_of_no_reply_breaks_the_connection_only(uint mark)
    {
        uint first = 0;
        using RpcPeer peer = new(
            connection =>
            {
                first = connection.Read().Xid;
                connection.Send(PeerConnection.Words(mark, first, 1, 0, 0, 0, 0));
                while (!connection.IsOver())
                {
                }
            },
            connection =>
            {
                PeerCall again = connection.Read();
                Assert.Equal(first, again.Xid);
                connection.Answer(again.Xid, again.Arguments);
                connection.Echo();
            });
        using RpcClient client = new(peer.Target, new RpcConnectionOptions { MaxReply = 8192 });

        client.Call(1);
        Assert.Equal([0], client.Receive(1));
    }

    [Fact]
    public void A_call_that_is_to_come_back_later_comes_with_a_new_id()
    {
        using RpcPeer peer = new(static connection =>
        {
            PeerCall first = connection.Read();
            connection.Answer(first.Xid, 0, 0, 0x27, 0x18);
            PeerCall later = connection.Read();
            Assert.NotEqual(first.Xid, later.Xid);
            Assert.Equal(first.Record[4..], later.Record[4..]);
            connection.Answer(first.Xid, 1, 1, 1, 1);
            connection.Answer(later.Xid, later.Arguments);
            connection.Echo();
        });
        using RpcClient client = new(peer.Target);

        client.Call(1);
        Assert.True(client.Connection.TryReceive(out _, default));
        Assert.True(client.Connection.RetryLater());
        Assert.False(client.Connection.RetryLater());
        Assert.Equal(1, client.Connection.Outstanding);
        Assert.Equal([0], client.Receive(1));
        Assert.Equal(1, client.Statistics.Snapshot().JukeboxRetries);
        Assert.Equal(2, client.Statistics.Snapshot().Calls);
    }

    [Fact]
    public void A_call_comes_back_later_until_its_time_is_over()
    {
        using RpcPeer peer = new(static connection => connection.Echo());
        using RpcClient client = new(peer.Target, new RpcConnectionOptions { Timeout = TimeSpan.FromMilliseconds(200), Retries = 1 });

        client.Call(1);
        int times = 0;
        do
        {
            Assert.True(client.Connection.TryReceive(out _, default));
            times++;
        }
        while (client.Connection.RetryLater());

        Assert.True(times >= 2);
        Assert.Equal(0, client.Connection.Outstanding);
    }

    [Fact]
    public void A_server_that_never_answers_is_dead_after_all_retries()
    {
        int seen = 0;
        using RpcPeer peer = new([.. Enumerable.Repeat<Action<PeerConnection>>(connection =>
        {
            while (true)
            {
                connection.Read();
                Interlocked.Increment(ref seen);
            }
        }, 10)]);
        FathomException dead;
        using (RpcClient client = new(peer.Target, s_impatient with { Retries = 3 }))
        {
            client.Call(1);
            dead = Assert.Throws<FathomException>(() => client.Connection.TryReceive(out _, default));
        }

        peer.Dispose();
        Assert.Equal(4, seen);
        Assert.Equal(Errno.ETIMEDOUT, dead.Errno);
        Assert.True(dead.IsTransient);
        Assert.Equal($"no answer from NFS server '127.0.0.1:{peer.Address.Port}': Connection timed out", dead.Message);
    }

    [Fact]
    public void A_server_that_refuses_is_dead_after_a_while()
    {
        RpcTarget target = new() { Host = "::1", Addresses = [RpcPeer.DeadAddress()] };
        using RpcClient client = new(target, s_impatient with { Retries = 2 });

        client.Call(1);
        FathomException dead = Assert.Throws<FathomException>(() => client.Connection.TryReceive(out _, default));
        Assert.Equal(Errno.ECONNREFUSED, dead.Errno);
        Assert.StartsWith("no answer from NFS server '[::1]:", dead.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_comes_back_costs_nothing()
    {
        IPEndPoint address;
        using RpcPeer before = new(static connection =>
        {
            PeerCall call = connection.Read();
            connection.Answer(call.Xid, call.Arguments);
            connection.Read();
        });
        address = before.Address;
        using RpcClient client = new(before.Target);
        client.Call(1);
        client.Receive(1);
        client.Call(3);
        client.Connection.Flush(default);
        before.Dispose();

        // Refused at first; the client is trying meanwhile.
        using ManualResetEventSlim isBack = new();
        RpcPeer? after = null;
        Thread server = new(() =>
        {
            Thread.Sleep(200);
            after = new RpcPeer(address.Port, static connection => connection.Echo());
            isBack.Set();
        });
        server.Start();
        List<int> tags = client.Receive(3);
        isBack.Wait(TestContext.Current.CancellationToken);
        server.Join();
        client.Dispose();
        after!.Dispose();
        Assert.Equal([0, 1, 2], tags.Order());
    }

    [Fact]
    public void A_server_that_accepts_and_hangs_up_is_tried_again()
    {
        using RpcPeer peer = new(static _ => { }, static _ => { }, static connection => _ = connection.Read(), static connection => connection.Echo());
        using RpcClient client = new(peer.Target, new RpcConnectionOptions { Retries = 0 });

        client.Call(2);
        Assert.Equal([0, 1], client.Receive(2).Order());
    }

    [Fact]
    public void A_refused_connection_goes_to_the_next_address()
    {
        using RpcPeer peer = new(static connection => connection.Echo());
        RpcTarget target = new() { Host = "two", Addresses = [RpcPeer.DeadAddress(), peer.Address] };
        using RpcClient client = new(target, new RpcConnectionOptions { FailsFast = true });

        client.Call(1);
        Assert.Equal([0], client.Receive(1));
    }

    [Fact]
    public void A_slow_service_that_is_asked_for_the_first_time_has_all_its_retries()
    {
        using RpcPeer peer = new(static connection =>
        {
            for (int i = 0; i < 4; i++)
            {
                connection.Read();
            }

            connection.Echo();
        });
        using RpcClient client = new(peer.Target, s_impatient with { FailsFast = true });

        client.Call(1);
        Assert.Equal([0], client.Receive(1));
        Assert.Equal(0, client.Statistics.Snapshot().Reconnects);
    }

    [Fact]
    public void A_call_that_always_breaks_the_connection_ends_although_others_are_answered()
    {
        using RpcPeer peer = new([.. Enumerable.Repeat<Action<PeerConnection>>(static connection =>
        {
            PeerCall first = connection.Read();
            PeerCall other = first.Arguments[3] == 0 ? connection.Read() : first;
            connection.Answer(other.Xid, other.Arguments);
            connection.Read();
        }, 10_000)]);
        using RpcClient client = new(peer.Target, s_impatient with { Retries = 1 });

        client.Call(1);
        Assert.Throws<FathomException>((Action)(() => CallForEver(client.Connection)));
    }

    [Fact]
    public void A_call_that_breaks_one_connection_after_the_other_gives_the_server_time()
    {
        int connections = 0;
        using RpcPeer peer = new([.. Enumerable.Repeat<Action<PeerConnection>>(
            connection =>
            {
                Interlocked.Increment(ref connections);
                PeerCall first = connection.Read();
                PeerCall other = first.Arguments[3] == 0 ? connection.Read() : first;
                connection.Answer(other.Xid, other.Arguments);
            },
            100_000)]);
        using RpcClient client = new(peer.Target, s_impatient with { Timeout = TimeSpan.FromMilliseconds(300), Retries = 3 });

        client.Call(1);
        Assert.Throws<FathomException>((Action)(() => CallForEver(client.Connection)));

        // The pause doubles from 50 ms, for 1.2 s.
        Assert.InRange(connections, 4, 12);
    }

    private static void CallForEver(RpcConnection connection)
    {
        while (true)
        {
            connection.Begin(RpcClient.Procedure, 1).WriteUInt32(1);
            connection.Queue();
            connection.TryReceive(out _, default);
        }
    }
}
