using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Tree;

/// <summary>Whatever way replies come, late, torn, twice or not at all, each entry comes once.</summary>
public sealed class NfsTreeTransportTests
{
    private static readonly NfsOptions s_impatient = NfsWalk.Usual with { Timeout = TimeSpan.FromMilliseconds(300), Retries = 4 };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 3)]
    [InlineData(1, 7)]
    [InlineData(4, 1000)]
    public void Replies_may_come_in_any_number_of_fragments(int workers, int size)
    {
        AssertWholeWith(workers, server => server.On(null, new FakeAnswer { FragmentSize = size }));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 1461)]
    public void Replies_may_come_in_segments_of_any_size(int workers, int size)
    {
        AssertWholeWith(workers, server => server.On(null, new FakeAnswer { SegmentSize = size }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Replies_may_come_in_any_order(int workers)
    {
        AssertWholeWith(workers, static server =>
        {
            server.On(Nfs3.ReadDirPlus, new FakeAnswer { After = 3 }, static call => call.Path is "a" or "a/b" or "p");
            server.On(Nfs3.ReadDirPlus, new FakeAnswer { After = 1 }, static call => call.Path is "long" or "none");
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_reply_that_comes_twice_counts_once(int workers)
    {
        AssertWholeWith(workers, static server => server.On(null, new FakeAnswer { Times = 2 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_reply_to_a_call_that_nobody_made_is_ignored(int workers)
    {
        AssertWholeWith(workers, static server => server.On(null, new FakeAnswer { UnknownXidFirst = true }));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(1, 2)]
    [InlineData(4, 4)]
    [InlineData(1, 30)]
    [InlineData(4, 5000)]
    public void A_connection_that_is_cut_in_a_reply_is_made_again_and_the_call_sent_again(int workers, int after)
    {
        FakeCall[] calls = AssertWholeWith(
            workers, server => server.On(Nfs3.ReadDirPlus, new FakeAnswer { CutAfter = after }, static call => call.Path == "long", times: 1));

        FakeCall[] listings = [.. calls.Where(static call => call.Path == "long" && call.Cookie == 0)];
        Assert.Equal(2, listings.Length);
        Assert.Single(listings.Select(static call => call.Xid).Distinct());
        Assert.NotEqual(listings[0].Connection, listings[1].Connection);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_call_that_is_not_answered_is_sent_again_under_the_same_xid(int workers)
    {
        FakeCall[] calls = AssertWholeWith(
            workers,
            static server => server.On(Nfs3.ReadDirPlus, FakeAnswer.None, static call => call.Path == "a/b", times: 1),
            s_impatient);

        FakeCall[] listings = [.. calls.Where(static call => call.Path == "a/b")];
        Assert.InRange(listings.Length, 2, 4);
        Assert.Single(listings.Select(static call => call.Xid).Distinct());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_record_of_impossible_length_costs_the_connection_and_no_memory(int workers)
    {
        byte[] mark = [0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4];
        AssertWholeWith(workers, server => server.On(Nfs3.ReadDirPlus, new FakeAnswer { Raw = mark }, static call => call.Path == "long", times: 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_reply_that_is_no_RPC_reply_does_not_stop_the_walk(int workers)
    {
        byte[] record = [0x80, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8];
        AssertWholeWith(
            workers,
            server => server.On(Nfs3.ReadDirPlus, new FakeAnswer { Raw = record }, static call => call.Path == "long", times: 1),
            s_impatient);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_server_that_is_stopped_and_comes_back_costs_nothing(int workers)
    {
        MemoryNode root = MemoryNode.Generate(3, 5_000);
        using FakeNfsServer server = FakeNfsServer.Start(root);
        int calls = 0;
        server.On(Nfs3.ReadDirPlus, new FakeAnswer
        {
            Before = _ =>
            {
                if (Interlocked.Increment(ref calls) == 100)
                {
                    server.Stop();
                    new Thread(() =>
                    {
                        Thread.Sleep(200);
                        server.Restart();
                    }).Start();
                }
            },
        });

        NfsWalk walk = NfsWalk.Run(server, workers, NfsWalk.Usual with { Retries = 20 });

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
        Assert.True(walk.Statistics.Reconnects > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_server_that_dies_ends_the_run_and_names_itself(int workers)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Before = _ => server.Stop(), CutAfter = 0 }, static call => call.Path == "a");

        FathomException failure = Assert.Throws<FathomException>(
            () => NfsWalk.Run(server, workers, NfsWalk.Usual with { Timeout = TimeSpan.FromMilliseconds(100), Retries = 1 }));

        Assert.True(failure.IsTransient, failure.Message);
        Assert.Contains($"{server.Address}:{server.NfsPort}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_server_that_falls_silent_ends_the_run(int workers)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        server.On(Nfs3.ReadDirPlus, FakeAnswer.None, static call => call.Path != "");

        FathomException failure = Assert.Throws<FathomException>(
            () => NfsWalk.Run(server, workers, NfsWalk.Usual with { Timeout = TimeSpan.FromMilliseconds(100), Retries = 2 }));

        Assert.Equal(Errno.ETIMEDOUT, failure.Errno);
    }

    [Fact]
    public void Workers_have_connections_of_their_own_and_many_calls_on_each()
    {
        MemoryNode root = MemoryNode.Directory(
            "root", [.. Enumerable.Range(0, 200).Select(static i => MemoryNode.Directory($"d{i}", MemoryNode.Directory("e", MemoryNode.File("f"))))]);
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Delay = TimeSpan.FromMilliseconds(5) });

        NfsWalk walk = NfsWalk.Run(server, 4, NfsWalk.Usual with { Window = 16 });

        Assert.Equal(601, walk.Entries.Count);
        Assert.InRange(server.CallsOf(Nfs3.ReadDirPlus).Select(static call => call.Connection).Distinct().Count(), 2, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Cancelling_ends_a_walk_that_waits_for_the_server(int workers)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        using CancellationTokenSource cancel = new();
        server.On(Nfs3.ReadDirPlus, FakeAnswer.None with { Before = _ => cancel.CancelAfter(50) }, static call => call.Path == "a/b");
        RecordingSink sink = new();

        Deadline.Run(() =>
        {
            using NfsTree tree = NfsTree.Open(server.Place, NfsWalk.Usual);
            Assert.True(new Walker(tree, new WalkOptions { Workers = workers }).Run(sink, cancel.Token).IsPartial);
        });

        Assert.Empty(sink.Errors);
        Assert.Empty(sink.Violations);
    }

    private static FakeCall[] AssertWholeWith(int workers, Action<FakeNfsServer> script, NfsOptions? options = null)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 120;
        script(server);

        NfsWalk walk = NfsWalk.Run(server, workers, options);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
        return [.. server.CallsOf(Nfs3.ReadDirPlus)];
    }
}
