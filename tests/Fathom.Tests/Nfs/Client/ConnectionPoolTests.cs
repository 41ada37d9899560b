using Fathom.Nfs;
using Fathom.Tests.Nfs.Rpc;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Client;

public sealed class ConnectionPoolTests
{
    [Fact]
    public void Everybody_who_waits_is_told_that_the_client_was_closed()
    {
        RpcTarget target = new() { Host = "none", Addresses = [RpcPeer.DeadAddress()] };
        ConnectionPool pool = new(new NfsServer(target, new RpcConnectionOptions(), new NfsOptions { Connections = 1 }));
        RpcConnection rented = pool.Rent(default);
        Exception?[] seen = new Exception?[3];
        Thread[] waiting = [.. Enumerable.Range(0, seen.Length).Select(i => new Thread(() => seen[i] = Record.Exception(() => pool.Rent(default))) { IsBackground = true })];
        Array.ForEach(waiting, static thread => thread.Start());
        Deadline.Run(() => SpinWait.SpinUntil(() => Array.TrueForAll(waiting, static thread => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin))));

        pool.Dispose();
        pool.Return(rented, isSound: true);

        Deadline.Run(() => Array.ForEach(waiting, static thread => thread.Join()), seconds: 20);
        Assert.All(seen, static exception => Assert.IsType<ObjectDisposedException>(exception));
    }

    [Fact]
    public void Who_wants_many_calls_gets_what_the_others_leave()
    {
        RpcTarget target = new() { Host = "none", Addresses = [RpcPeer.DeadAddress()] };
        using ConnectionPool pool = new(new NfsServer(target, new RpcConnectionOptions(), new NfsOptions { Window = 4 }));

        RpcConnection first = pool.Rent(6, out int granted, default);
        Assert.Equal(6, granted);
        RpcConnection second = pool.Rent(6, out granted, default);
        Assert.Equal(2, granted);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => pool.Rent(1, out _, stop.Token));

        pool.Return(first, isSound: true);
        RpcConnection third = pool.Rent(100, out granted, default);
        Assert.Equal(6, granted);
        pool.Return(second, isSound: true);
        pool.Return(third, isSound: false);
        pool.Return(pool.Rent(100, out granted, default), isSound: true);
        Assert.Equal(8, granted);
    }

    [Fact]
    public void A_polite_client_starts_with_few_calls()
    {
        RpcTarget target = new() { Host = "none", Addresses = [RpcPeer.DeadAddress()] };
        using ConnectionPool pool = new(new NfsServer(target, new RpcConnectionOptions(), new NfsOptions { IsPolite = true }));

        pool.Return(pool.Rent(100, out int granted, default), isSound: true);

        Assert.Equal(2 * PoliteWindow.Start, granted);
    }
}
