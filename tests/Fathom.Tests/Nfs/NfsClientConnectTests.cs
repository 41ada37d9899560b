using System.Net;
using System.Net.Sockets;
using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs;

/// <summary>From a URL to a mounted export, and what is said where the way ends.</summary>
public sealed class NfsClientConnectTests
{
    private static readonly NfsOptions s_impatient = new() { Timeout = TimeSpan.FromMilliseconds(300), Retries = 1 };

    [Fact]
    public void An_export_is_mounted_with_three_calls_and_no_lookup()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());

        using (NfsClient client = NfsClient.Connect(server.Place))
        {
            Assert.Equal(Errno.None, client.GetAttributes(client.Root, out NodeAttributes attributes));
            Assert.Equal(EntryKind.Directory, attributes.Kind);
        }

        Assert.Equal(["MNT", "FSINFO", "GETATTR", "UMNT"], server.Calls.Select(static call => call.Procedure?.Name));
    }

    [Fact]
    public void A_directory_below_the_export_is_looked_up_where_it_cannot_be_mounted()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        server.On(FakePrograms.Mount, new FakeAnswer { Status = 13 }, static call => call.Name != "/export");

        using NfsClient client = NfsClient.Connect(Below(server, "/export/a/b"));

        Assert.Equal("y", Encoding.UTF8.GetString(Assert.Single(client.ReadDirectory(client.Root)).Name.Span));
        Assert.Equal(["a", "b"], server.CallsOf(Fathom.Nfs.Nfs3.Lookup).Select(static call => call.Name));
    }

    [Fact]
    public void Without_a_list_of_exports_the_parents_are_tried()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        server.On(FakePrograms.Mount, new FakeAnswer { Status = 2 }, static call => call.Name != "/export");
        server.On(FakePrograms.Export, new FakeAnswer { AcceptStatus = 3 });

        using NfsClient client = NfsClient.Connect(Below(server, "/export/a/b"));

        Assert.Single(client.ReadDirectory(client.Root));
        Assert.Equal(["/export/a/b", "/export/a", "/export"], server.CallsOf(FakePrograms.Mount).Select(static call => call.Name));
    }

    [Fact]
    public void A_link_on_the_way_is_not_followed()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        server.On(FakePrograms.Mount, new FakeAnswer { Status = 20 }, static call => call.Name != "/export");

        FathomException exception = Refusal(Below(server, "/export/link/b"));

        Assert.Contains("symbolic link", exception.Message, StringComparison.Ordinal);
        Assert.Equal("/export/link", Encoding.UTF8.GetString(exception.Path));
    }

    [Fact]
    public void A_component_that_is_not_there_is_named()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());

        FathomException exception = Refusal(Below(server, "/export/a/nothing/x"));

        Assert.Equal(Errno.ENOENT, exception.Errno);
        Assert.Equal("/export/a/nothing", Encoding.UTF8.GetString(exception.Path));
        Assert.Equal("UMNT", server.Calls[^1].Procedure?.Name);
    }

    [Fact]
    public void An_unknown_export_brings_those_that_there_are()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());

        FathomException exception = Refusal(Below(server, "/exports"));

        Assert.Equal(Errno.ENOENT, exception.Errno);
        Assert.Contains("exports /export, /raw-", exception.Message, StringComparison.Ordinal);
        Assert.Contains("but not '/exports'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_exports_cannot_steer_a_terminal()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        XdrWriter exports = new();
        exports.WriteBool(true);
        exports.WriteOpaque("/\u001b[2J\n\u009b"u8);
        exports.WriteBool(false);
        exports.WriteBool(false);
        server.On(FakePrograms.Export, new FakeAnswer { Body = exports.Written.ToArray() });

        FathomException exception = Refusal(Below(server, "/exports"));

        Assert.Contains("exports /\uFFFD[2J\uFFFD\uFFFD, but not '/exports'", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(exception.What, char.IsControl);
    }

    [Fact]
    public void A_refused_mount_says_who_may()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        server.On(FakePrograms.Mount, new FakeAnswer { Status = 13 });

        FathomException exception = Refusal(server.Place);

        Assert.Equal(Errno.EACCES, exception.Errno);
        Assert.Contains("exports /export to 10.0.0.0/8, clients, but refused to mount", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_of_version_4_is_named_as_one()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        server.On(Fathom.Nfs.Nfs3.FsInfo, new FakeAnswer { AcceptStatus = 2, Versions = (4, 4) });

        FathomException exception = Refusal(server.Place);

        Assert.Equal(Errno.EPROTONOSUPPORT, exception.Errno);
        Assert.Contains("speaks NFS version 4,", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_of_another_service_is_said_to_be_that()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        server.On(Fathom.Nfs.Nfs3.FsInfo, new FakeAnswer { AcceptStatus = FakePrograms.PROG_UNAVAIL });

        FathomException exception = Refusal(server.Place);

        Assert.Equal(Errno.EPROTONOSUPPORT, exception.Errno);
        Assert.Contains($"port {server.NfsPort}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_for_Kerberos_only_is_named_as_one()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        server.Flavours = [390003, 390004];

        FathomException exception = Refusal(server.Place);

        Assert.Equal(Errno.EACCES, exception.Errno);
        Assert.Contains("Kerberos", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_for_nobody_in_particular_gets_no_credential()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        server.Flavours = [0];

        using NfsClient client = NfsClient.Connect(server.Place);

        Assert.True(server.CallsOf(Fathom.Nfs.Nfs3.FsInfo)[0].IsAnonymous);
    }

    [Fact]
    public void The_caller_is_who_the_url_says()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        NfsCredential credential = new() { Uid = 5, Gid = 6, Groups = [7, 8] };

        using NfsClient client = NfsClient.Connect(server.Place with { Credential = credential });

        FakeCall call = server.CallsOf(Fathom.Nfs.Nfs3.FsInfo)[0];
        Assert.Equal((5u, 6u), (call.Uid, call.Gid));
        Assert.Equal([7u, 8u], call.Groups);
    }

    [Fact]
    public void A_port_that_refuses_is_named_at_once()
    {
        int closed = ClosedPort();
        using FakeNfsServer server = FakeNfsServer.Start(Tree());

        FathomException noNfs = Refusal(server.Place with { NfsPort = closed }, NfsOptions.Default);
        FathomException noMount = Refusal(server.Place with { MountPort = closed }, NfsOptions.Default);

        Assert.Equal((Errno.ECONNREFUSED, Errno.ECONNREFUSED), (noNfs.Errno, noMount.Errno));
        Assert.Contains("NFS server", noNfs.Message, StringComparison.Ordinal);
        Assert.Contains("mount service", noMount.Message, StringComparison.Ordinal);
        Assert.True(noNfs.IsTransient);
    }

    [Fact]
    public void A_host_that_does_not_exist_is_named()
    {
        FathomException exception = Refusal(new NfsUrl { Host = "no-such-host.invalid" });

        Assert.Contains("no-such-host.invalid", exception.Message, StringComparison.Ordinal);
        Assert.Contains("name", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_several_addresses_gives_all_of_them()
    {
        IReadOnlyList<IPAddress> addresses = HostAddresses.Resolve("localhost");

        Assert.Contains(IPAddress.Loopback, addresses);
        Assert.Equal(addresses.Distinct(), addresses);
    }

    [Fact]
    public void Limits_that_the_server_does_not_tell_are_the_defaults()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        server.On(Fathom.Nfs.Nfs3.FsInfo, new FakeAnswer { Status = 10004 });

        using NfsClient client = NfsClient.Connect(server.Place);

        Assert.Equal(new NfsServerLimits(), client.Limits);
    }

    [Fact]
    public void Exports_are_listed_with_their_groups()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());

        IReadOnlyList<NfsExport> exports = NfsClient.ListExports(server.Place);

        Assert.Equal("/export"u8.ToArray(), exports[0].Path.ToArray());
        Assert.Equal("clients"u8.ToArray(), exports[0].Groups[1].ToArray());
        Assert.Equal([.. "/raw-"u8, 0xff], exports[1].Path.ToArray());
        Assert.Empty(exports[1].Groups);
    }

    [Fact]
    public void A_cancelled_connect_stops()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => NfsClient.Connect(server.Place, null, cancelled.Token));

        using CancellationTokenSource later = new();
        server.On(Fathom.Nfs.Nfs3.FsInfo, FakeAnswer.None with { Before = _ => later.Cancel() });
        Assert.ThrowsAny<OperationCanceledException>(() => NfsClient.Connect(server.Place, null, later.Token));
    }

    [Fact]
    public void A_cancelled_call_leaves_no_answer_for_the_next_one()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        using NfsClient client = NfsClient.Connect(server.Place, new NfsOptions { Connections = 1 });
        using CancellationTokenSource source = new();
        server.On(Fathom.Nfs.Nfs3.GetAttr, new FakeAnswer { Before = _ => source.Cancel(), Delay = TimeSpan.FromMilliseconds(300) }, times: 1);
        NfsFileHandle root = client.Root;

        Assert.ThrowsAny<OperationCanceledException>(() => client.GetAttributes(in root, out _, source.Token));

        Assert.Equal(Errno.None, client.Lookup(client.Root, "a"u8, out NfsNode node));
        Assert.Equal(Errno.None, client.GetAttributes(node.Handle, out NodeAttributes attributes));
        Assert.Equal(EntryKind.Directory, attributes.Kind);
    }

    [Fact]
    public void A_server_that_is_not_ready_is_asked_again()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        using NfsClient client = NfsClient.Connect(server.Place);
        server.On(Fathom.Nfs.Nfs3.GetAttr, new FakeAnswer { Status = 10008 }, times: 2);

        Assert.Equal(Errno.None, client.GetAttributes(client.Root, out _));

        Assert.Equal(3, server.CallsOf(Fathom.Nfs.Nfs3.GetAttr).Select(static call => call.Xid).Distinct().Count());
        Assert.Equal(2, client.Statistics.JukeboxRetries);
    }

    [Fact]
    public void A_dead_server_is_an_exception_and_one_that_is_back_serves_again()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        using NfsClient client = NfsClient.Connect(server.Place, s_impatient);
        NfsFileHandle root = client.Root;

        server.Stop();
        FathomException exception = Assert.Throws<FathomException>(() => client.GetAttributes(in root, out _));
        server.Restart();

        Assert.True(exception.IsTransient);
        Assert.Equal(Errno.None, client.GetAttributes(in root, out _));
    }

    [Fact]
    public void A_creation_whose_handle_is_left_out_is_looked_up_on_one_connection()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        using NfsClient client = NfsClient.Connect(server.Place, new NfsOptions { Connections = 1 });

        // OK, no handle, no attributes, nothing around the change.
        server.On(null, new FakeAnswer { AcceptStatus = 0, Body = new byte[20] }, static call => call.Called.Number == 9);

        Deadline.Run(() =>
        {
            Assert.Equal(Errno.None, client.MakeDirectory(client.Root, "a"u8, null, out NfsNode made));
            Assert.Equal(Errno.None, client.Lookup(client.Root, "a"u8, out NfsNode found));
            Assert.Equal(found.Handle, made.Handle);
        });
    }

    [Fact]
    public void A_disposed_client_says_so()
    {
        using FakeNfsServer server = FakeNfsServer.Start(Tree());
        NfsClient client = NfsClient.Connect(server.Place);
        client.Dispose();
        client.Dispose();

        Assert.Throws<ObjectDisposedException>(() => client.Ping());
    }

    private static MemoryNode Tree() => MemoryNode.Directory(
        "root",
        MemoryNode.Directory("a", MemoryNode.Directory("b", MemoryNode.File("y", 20))),
        MemoryNode.Link("link", "a", null));

    private static NfsUrl Below(FakeNfsServer server, string path) => server.Place with { Path = Encoding.UTF8.GetBytes(path) };

    private static FathomException Refusal(NfsUrl url, NfsOptions? options = null) =>
        Assert.Throws<FathomException>(() => NfsClient.Connect(url, options ?? s_impatient));

    private static int ClosedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
