using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs;

/// <summary>Calls of many threads at once.</summary>
public sealed class NfsClientThreadsTests
{
    private const int Threads = 16;

    [Fact]
    public void Each_of_sixteen_threads_has_its_call_on_its_way()
    {
        using FakeNfsServer server = Serve();
        using NfsClient client = NfsClient.Connect(server.Place);
        using CountdownEvent all = new(Threads);

        // No call is answered before all of them have come: with fewer on their way the test would not end.
        server.On(Fathom.Nfs.Nfs3.Access, new FakeAnswer { Before = _ => { all.Signal(); all.Wait(TimeSpan.FromSeconds(30)); } });

        Deadline.Run(() => CallByThreads(client, Threads), seconds: 20);

        Assert.Equal(Threads, server.Count(Fathom.Nfs.Nfs3.Access));
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(3, 0, 3)]
    [InlineData(0, 1, 2)]
    [InlineData(0, 3, 6)]
    public void What_the_options_allow_bounds_the_calls_of_all_threads(int connections, int window, int most)
    {
        using FakeNfsServer server = Serve();
        using NfsClient client = NfsClient.Connect(server.Place, new NfsOptions { Connections = connections, Window = window });
        int now = 0;
        int seen = 0;
        server.On(Fathom.Nfs.Nfs3.Access, new FakeAnswer
        {
            Before = _ =>
            {
                int inside = Interlocked.Increment(ref now);
                InterlockedMax(ref seen, inside);
                Thread.Sleep(1); // others come meanwhile, if they may
                Interlocked.Decrement(ref now);
            },
        });

        Deadline.Run(() =>
        {
            for (int i = 0; i < 5; i++)
            {
                CallByThreads(client, Threads);
            }
        });

        Assert.InRange(seen, 1, most);
        Assert.InRange(server.Connections, 1, most);
    }

    [Fact]
    public void A_thread_that_waits_for_its_turn_can_be_cancelled()
    {
        using FakeNfsServer server = Serve();
        using NfsClient client = NfsClient.Connect(server.Place, new NfsOptions { Connections = 1 });
        using ManualResetEventSlim come = new();
        using ManualResetEventSlim go = new();
        server.On(Fathom.Nfs.Nfs3.Access, new FakeAnswer { Before = _ => { come.Set(); go.Wait(TimeSpan.FromSeconds(30)); } });
        Thread first = new(() => client.Access(client.Root, NfsAccess.Read, out _)) { IsBackground = true };
        first.Start();
        Assert.True(come.Wait(TimeSpan.FromSeconds(30)));
        using CancellationTokenSource stop = new();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => client.GetAttributes(client.Root, out _, stop.Token));

        go.Set();
        Deadline.Run(first.Join);
        Assert.Equal(Errno.None, client.GetAttributes(client.Root, out _));
    }

    private static void CallByThreads(NfsClient client, int threads)
    {
        Errno[] seen = new Errno[threads];
        Array.Fill(seen, Errno.EAGAIN);
        Thread[] calling = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => seen[i] = client.Access(client.Root, NfsAccess.Read, out _)) { IsBackground = true })];
        Array.ForEach(calling, static thread => thread.Start());
        Array.ForEach(calling, static thread => thread.Join());
        Assert.All(seen, static errno => Assert.Equal(Errno.None, errno));
    }

    private static void InterlockedMax(ref int place, int value)
    {
        for (int known = Volatile.Read(ref place); known < value; known = Volatile.Read(ref place))
        {
            Interlocked.CompareExchange(ref place, value, known);
        }
    }

    private static FakeNfsServer Serve() => FakeNfsServer.Start(MemoryNode.Directory("root", MemoryNode.File("file", 1000)));
}
