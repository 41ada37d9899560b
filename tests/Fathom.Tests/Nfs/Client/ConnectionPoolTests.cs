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
}
