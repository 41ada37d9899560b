using System.Net;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Rpc;
using Xunit;

namespace Fathom.Tests.Nfs.Portmap;

public sealed class PortmapClientTests
{
    [Fact]
    public void A_port_is_asked_for_by_program_version_and_protocol()
    {
        using RpcPeer peer = new(static connection =>
        {
            PeerCall call = connection.Read();
            Assert.Equal((100000u, 3u, 0u), (call.Program, call.Procedure, call.Flavour));
            Assert.Equal(PeerConnection.Words(100003, 3, 6, 0), call.Arguments);
            connection.Answer(call.Xid, 0, 0, 8, 1);
            connection.Answer(connection.Read().Xid, 0, 0, 0, 0);
        });
        using PortmapClient client = Connect(peer.Address);

        Assert.Equal(2049, client.GetPort(Nfs3.NFS_PROGRAM, Nfs3.NFS_V3, default));
        Assert.Equal(0, client.GetPort(Mount3.MOUNT_PROGRAM, Mount3.MOUNT_V3, default));
    }

    [Fact]
    public void No_portmapper_is_known_at_once_and_says_what_to_do()
    {
        IPEndPoint dead = RpcPeer.DeadAddress();
        using PortmapClient client = Connect(dead);

        FathomException failure = Assert.Throws<FathomException>(() => client.GetPort(Nfs3.NFS_PROGRAM, Nfs3.NFS_V3, default));
        Assert.Equal(Errno.ECONNREFUSED, failure.Errno);
        Assert.Equal(
            $"no answer from portmapper (a URL with ?nfsport= and &mountport= needs none) 'server:{dead.Port}': Connection refused",
            failure.Message);
    }

    [Theory]
    [InlineData(0, 1, 0, 0)]
    [InlineData(0, 1)]
    public void A_port_that_is_none_is_refused(params int[] body)
    {
        using RpcPeer peer = new(connection => connection.Answer(connection.Read().Xid, [.. body.Select(static part => (byte)part)]));
        using PortmapClient client = Connect(peer.Address);

        Assert.Equal(Errno.EBADMSG, Assert.Throws<FathomException>(() => client.GetPort(1, 1, default)).Errno);
    }

    [Fact]
    public void A_cancelled_question_is_cancelled()
    {
        using RpcPeer peer = new(static connection => connection.Echo());
        using PortmapClient client = Connect(peer.Address);

        Assert.Throws<OperationCanceledException>(() => client.GetPort(1, 1, new CancellationToken(canceled: true)));
    }

    private static PortmapClient Connect(IPEndPoint address) =>
        new(PortmapClient.TargetOf("server", [address.Address], address.Port), new RpcConnectionOptions(), new RpcStatistics());
}
