using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Tree;

public sealed class NfsTreeTests
{
    [Fact]
    public void The_URL_that_a_server_names_opens_its_tree()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        Assert.True(NfsUrl.TryParse(Encoding.UTF8.GetBytes(server.Url), out NfsUrl? url, out string? problem), problem);

        using NfsTree tree = NfsTree.Open(url);

        Assert.Equal("nfs://127.0.0.1/export"u8, tree.RootName);
        Assert.True(tree.Traits.IsNetwork);
        Assert.False(tree.Traits.CanFollowLinks);
    }

    [Fact]
    public void A_directory_below_the_export_can_be_the_root()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        RecordingSink sink = new();
        using NfsTree tree = NfsTree.Open(server.Place with { Path = "/export/a/b"u8.ToArray() });

        new Walker(tree, WalkOptions.Default).Run(sink);

        Assert.Equal(4, sink.Entries.Count);
        Assert.Equal(["a/b", "a/b/c"], server.CallsOf(Nfs3.ReadDirPlus).Select(static call => call.Path));
        Assert.InRange(server.Count(Nfs3.Lookup), 0, 2);
    }

    [Fact]
    public void A_directory_below_an_export_that_is_mounted_alone_is_looked_up()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        server.On(FakePrograms.Mount, new FakeAnswer { Status = 2 }, static call => call.Name != "/export");
        RecordingSink sink = new();
        using NfsTree tree = NfsTree.Open(server.Place with { Path = "/export/a/b"u8.ToArray() });

        new Walker(tree, WalkOptions.Default).Run(sink);

        Assert.Equal(4, sink.Entries.Count);
        Assert.Equal(["a", "b"], server.CallsOf(Nfs3.Lookup).Select(static call => call.Name));
    }

    [Theory]
    [InlineData(2u, Errno.ENOENT)]
    [InlineData(13u, Errno.EACCES)]
    [InlineData(20u, Errno.ENOTDIR)]
    public void A_mount_that_is_refused_says_what_and_why(uint status, Errno errno)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        server.On(FakePrograms.Mount, new FakeAnswer { Status = status });

        FathomException failure = Assert.Throws<FathomException>(() => NfsTree.Open(server.Place));

        Assert.Equal(errno, failure.Errno);
        Assert.Contains("/export", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_not_exported_is_refused()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());

        FathomException failure = Assert.Throws<FathomException>(() => NfsTree.Open(server.Place with { Path = "/elsewhere"u8.ToArray() }));

        Assert.Contains(failure.Errno, new[] { Errno.ENOENT, Errno.EACCES });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_that_speaks_version_4_alone_is_told_apart(bool isMountThere)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        FakeAnswer mismatch = new() { AcceptStatus = FakePrograms.PROG_MISMATCH, Versions = (4, 4) };
        server.On(null, mismatch, call => call.Called.Program == Nfs3.NFS_PROGRAM || !isMountThere);

        FathomException failure = Assert.Throws<FathomException>(() => NfsTree.Open(server.Place));

        Assert.Equal(Errno.EPROTONOSUPPORT, failure.Errno);
    }

    [Fact]
    public void The_credential_of_the_URL_goes_with_every_call()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        RecordingSink sink = new();
        NfsCredential credential = new() { Uid = 4711, Gid = 42, Groups = [1, 2, 3] };
        using NfsTree tree = NfsTree.Open(server.Place with { Credential = credential });

        new Walker(tree, WalkOptions.Default).Run(sink);

        Assert.All(
            server.Calls.Where(static call => call.Procedure == Nfs3.ReadDirPlus || call.Procedure == Nfs3.GetAttr || call.Procedure == Nfs3.FsInfo),
            static call => Assert.Equal((false, 4711u, 42u, 3), (call.IsAnonymous, call.Uid, call.Gid, call.Groups.Length)));
        Assert.NotEmpty(server.CallsOf(Nfs3.ReadDirPlus));
    }

    [Fact]
    public void Of_17_groups_16_are_sent()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        NfsCredential credential = new() { Uid = 1, Gid = 1, Groups = [.. Enumerable.Range(100, 17).Select(static group => (uint)group)] };
        using NfsTree tree = NfsTree.Open(server.Place with { Credential = credential });

        new Walker(tree, WalkOptions.Default).Run(new RecordingSink());

        Assert.All(server.CallsOf(Nfs3.ReadDirPlus), static call => Assert.Equal(Enumerable.Range(100, 16).Select(static group => (uint)group), call.Groups));
        Assert.NotEmpty(server.CallsOf(Nfs3.ReadDirPlus));
    }

    [Fact]
    public void A_call_that_needs_no_user_can_be_made_without_one()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        using NfsTree tree = NfsTree.Open(server.Place with { Credential = NfsCredential.Anonymous });

        new Walker(tree, WalkOptions.Default).Run(new RecordingSink());

        Assert.All(server.CallsOf(Nfs3.ReadDirPlus), static call => Assert.True(call.IsAnonymous));
        Assert.NotEmpty(server.CallsOf(Nfs3.ReadDirPlus));
    }

    [Fact]
    public void A_server_that_does_not_listen_is_a_transient_failure()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        NfsUrl url = server.Place;
        server.Stop();

        FathomException failure = Assert.Throws<FathomException>(
            () => NfsTree.Open(url, new NfsOptions { Timeout = TimeSpan.FromMilliseconds(200), Retries = 0 }));

        Assert.Equal(Errno.ECONNREFUSED, failure.Errno);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public void A_file_as_root_is_an_entry_alone()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        RecordingSink sink = new();
        using NfsTree tree = NfsTree.Open(server.Place with { Path = "/export/file"u8.ToArray(), Name = "nfs://s/export/file"u8.ToArray() });

        new Walker(tree, WalkOptions.Default).Run(sink);

        Assert.Equal(1234, Assert.Single(sink.Entries).Value.Size);
    }
}
