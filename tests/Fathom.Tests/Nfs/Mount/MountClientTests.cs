using System.Net;
using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Rpc;
using Xunit;

namespace Fathom.Tests.Nfs.Mount;

public sealed class MountClientTests
{
    [Fact]
    public void A_mount_gives_handle_and_flavours()
    {
        using RpcPeer peer = new(static connection =>
        {
            PeerCall call = connection.Read();
            Assert.Equal((100005u, 1u), (call.Program, call.Procedure));
            Assert.Equal([0, 0, 0, 3, .. "/\uFFFD"u8[..1], 0xFF, (byte)'x', 0], call.Arguments.ToArray());
            connection.Answer(call.Xid, [.. PeerConnection.Words(0, 5), 1, 2, 3, 4, 5, 0, 0, 0, .. PeerConnection.Words(2, 1, 390003)]);
            PeerCall unmount = connection.Read();
            Assert.Equal(3u, unmount.Procedure);
            connection.Answer(unmount.Xid);
        });
        using MountClient client = Connect(peer.Address);

        Assert.Equal(Errno.None, client.Mount([(byte)'/', 0xFF, (byte)'x'], out NfsFileHandle handle, out IReadOnlyList<uint> flavours, default));
        Assert.Equal(new NfsFileHandle([1, 2, 3, 4, 5]), handle);
        Assert.Equal([1u, 390003u], flavours);
        client.Unmount("/x"u8, default);
    }

    [Fact]
    public void A_refused_mount_is_an_errno_and_an_overlong_path_is_not_asked_for()
    {
        using RpcPeer peer = new(static connection => connection.Answer(connection.Read().Xid, 0, 0, 0, 13));
        using MountClient client = Connect(peer.Address);

        Assert.Equal(Errno.ENAMETOOLONG, client.Mount(new byte[1025], out _, out _, default));
        Assert.Equal(Errno.EACCES, client.Mount("/x"u8, out NfsFileHandle handle, out _, default));
        Assert.True(handle.IsEmpty);
    }

    [Fact]
    public void Exports_are_listed_with_their_groups()
    {
        using RpcPeer peer = new(static connection =>
        {
            PeerCall call = connection.Read();
            XdrWriter list = new();
            list.WriteBool(true);
            list.WriteOpaque("/home"u8);
            list.WriteBool(true);
            list.WriteOpaque("10.0.0.0/8"u8);
            list.WriteBool(true);
            list.WriteOpaque("@trusted"u8);
            list.WriteBool(false);
            list.WriteBool(true);
            list.WriteOpaque([(byte)'/', 0xFF]);
            list.WriteBool(false);
            list.WriteBool(false);
            connection.Answer(call.Xid, list.Written);
        });
        using MountClient client = Connect(peer.Address);

        IReadOnlyList<NfsExport> exports = client.ListExports(default);
        Assert.Equal(2, exports.Count);
        Assert.Equal("/home"u8, exports[0].Path.Span);
        Assert.Equal(["10.0.0.0/8", "@trusted"], exports[0].Groups.Select(static group => Encoding.UTF8.GetString(group.Span)));
        Assert.Equal([(byte)'/', 0xFF], exports[1].Path.ToArray());
        Assert.Empty(exports[1].Groups);
    }

    [Fact]
    public void A_service_of_other_versions_says_which()
    {
        using RpcPeer peer = new(static connection =>
            connection.Send(PeerConnection.Framed([.. PeerConnection.Accepted(connection.Read().Xid, 2), .. PeerConnection.Words(1, 2)])));
        using MountClient client = Connect(peer.Address);

        FathomException failure = Assert.Throws<FathomException>(() => client.ListExports(default));
        Assert.Equal(Errno.EPROTONOSUPPORT, failure.Errno);
        Assert.Equal(
            $"cannot call EXPORT of mount service (it has versions 1 to 2, version 3 is needed) 'server:{peer.Address.Port}': Protocol not supported",
            failure.Message);
    }

    private static MountClient Connect(IPEndPoint address) =>
        new(MountClient.TargetOf("server", [address.Address], address.Port), new RpcConnectionOptions(), new RpcStatistics());
}
