using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Tree;

/// <summary>What a server refuses, or says wrongly, stays with the directory that it is about.</summary>
public sealed class NfsTreeErrorTests
{
    public static TheoryData<int, uint, Errno> Refusals
    {
        get
        {
            TheoryData<int, uint, Errno> data = [];
            foreach (int workers in new[] { 1, 4 })
            {
                data.Add(workers, Nfs3Status.NFS3ERR_STALE, Errno.ESTALE);
                data.Add(workers, Nfs3Status.NFS3ERR_BADHANDLE, Errno.ESTALE);
                data.Add(workers, Nfs3Status.NFS3ERR_NOENT, Errno.ENOENT);
                data.Add(workers, Nfs3Status.NFS3ERR_ACCES, Errno.EACCES);
                data.Add(workers, Nfs3Status.NFS3ERR_XDEV, Errno.EXDEV);
                data.Add(workers, Nfs3Status.NFS3ERR_IO, Errno.EIO);
                data.Add(workers, Nfs3Status.NFS3ERR_SERVERFAULT, Errno.EREMOTEIO);
                data.Add(workers, 4711, Errno.EPROTO);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_directory_that_is_refused_is_an_error_and_the_rest_is_delivered(int workers, uint status, Errno errno)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = status }, static call => call.Path == "a/b");

        NfsWalk walk = NfsWalk.Run(server, workers);

        // What means nothing is not a directory that may not be opened.
        WalkStage stage = errno == Errno.EPROTO ? WalkStage.ReadDirectory : WalkStage.OpenDirectory;
        Assert.Equal([(stage, "a/b", errno)], walk.Errors);
        Assert.Equal(NfsWalk.PathsOf(NfsWalk.Sample()).Where(static path => !path.StartsWith("a/b/", StringComparison.Ordinal)), walk.Paths);
        Assert.Single(server.CallsOf(Nfs3.ReadDirPlus), static call => call.Path == "a/b");
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_directory_that_fails_in_mid_listing_keeps_what_came_and_is_an_error(int workers, uint status, Errno errno)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        server.PageEntries = 102;
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = status }, static call => call.Path == "long" && call.Cookie > 102);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal([(WalkStage.ReadDirectory, "long", errno)], walk.Errors);
        Assert.Equal(NfsWalk.PathsOf(NfsWalk.Sample()).Count() - 300 + 202, walk.Entries.Count);
        Assert.Contains("long/f201", walk.Entries.Keys);
    }

    [Fact]
    public void A_root_that_may_not_be_listed_is_an_error_of_the_walk()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = Nfs3Status.NFS3ERR_ACCES });

        NfsWalk walk = NfsWalk.Run(server, 1);

        Assert.Equal([""], walk.Paths);
        Assert.Equal([(WalkStage.OpenDirectory, "", Errno.EACCES)], walk.Errors);
    }

    [Theory]
    [InlineData(1, "a/b")]
    [InlineData(4, "/")]
    [InlineData(1, "nul\0nul")]
    [InlineData(4, "\0")]
    [InlineData(1, "")]
    [InlineData(4, "../../etc/passwd")]
    public void A_name_that_no_file_can_have_is_not_delivered_and_told_as_an_error(int workers, string name)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        FakeAnswer rename = new() { Page = page => page.Entries.Single(static entry => entry.Text == "f100").Name = Encoding.Latin1.GetBytes(name) };
        server.On(Nfs3.ReadDirPlus, rename, static call => call.Path == "long");

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal([(WalkStage.ReadDirectory, "long", Errno.EPROTO)], walk.Errors);
        Assert.Equal(NfsWalk.PathsOf(NfsWalk.Sample()).Where(static path => path != "long/f100"), walk.Paths);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Dots_are_skipped_wherever_they_stand_and_never_entered(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);

        // At the end instead of the front, and where the server gives the handle of the directory itself.
        server.On(Nfs3.ReadDirPlus, new FakeAnswer
        {
            Page = static page =>
            {
                ulong last = page.Entries[^1].Cookie;
                page.Entries = [.. page.Entries.Skip(2), .. page.Entries.Take(2)];
                page.Entries[^1].Cookie = last;
            },
        });

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Names_of_any_other_bytes_are_delivered_as_they_are(int workers)
    {
        MemoryNode root = MemoryNode.Directory(
            "root",
            [.. Enumerable.Range(1, 255).Where(static value => value is not '/' and not '.').Select(static value => MemoryNode.File([(byte)value], value)),
            MemoryNode.Directory([0xff, 0xfe], MemoryNode.File([0xc3, 0x28], 1000)), MemoryNode.File("..."), MemoryNode.File(new string('n', 255))]);
        using FakeNfsServer server = FakeNfsServer.Start(root);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Equal(1000, walk.Entries["\u00ff\u00fe/\u00c3("].Size);
        Assert.Empty(walk.Errors);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 24)]
    [InlineData(1, 100)]
    [InlineData(4, 4000)]
    public void A_reply_that_ends_too_soon_is_an_error_of_that_directory(int workers, int length)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Edit = body => body[..length] }, static call => call.Path == "long");

        NfsWalk walk = NfsWalk.Run(server, workers);

        AssertLongIsBad(walk);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_reply_of_impossible_lengths_is_an_error_of_that_directory(int workers)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        byte[] body = [.. Enumerable.Repeat((byte)0xff, 4096)];
        body.AsSpan(0, 4).Clear();
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Body = body }, static call => call.Path == "long");

        NfsWalk walk = NfsWalk.Run(server, workers);

        AssertLongIsBad(walk);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_server_that_asks_to_come_back_later_is_asked_again_under_a_new_xid(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = Nfs3Status.NFS3ERR_JUKEBOX }, static call => call.Path == "a", times: 2);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
        Assert.Equal(3, server.CallsOf(Nfs3.ReadDirPlus).Where(static call => call.Path == "a").Select(static call => call.Xid).Distinct().Count());
        Assert.Equal(2, walk.Statistics.JukeboxRetries);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_server_that_never_has_time_for_a_directory_ends_in_an_error_of_it(int workers)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = Nfs3Status.NFS3ERR_JUKEBOX }, static call => call.Path == "a/b");

        NfsWalk walk = NfsWalk.Run(server, workers, NfsWalk.Usual with { Timeout = TimeSpan.FromMilliseconds(500), Retries = 1 });

        Assert.Equal([(WalkStage.OpenDirectory, "a/b", Errno.EAGAIN)], walk.Errors);
        Assert.InRange(server.CallsOf(Nfs3.ReadDirPlus).Count(static call => call.Path == "a/b"), 2, 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Snapshots_are_left_out_unless_asked_for(int workers)
    {
        MemoryNode root = MemoryNode.Directory(
            "root",
            MemoryNode.Directory(".snapshot", MemoryNode.Directory("hourly", MemoryNode.File("old"))),
            MemoryNode.Directory("d", MemoryNode.Directory(".zfs", MemoryNode.File("older")), MemoryNode.File("new")));
        using FakeNfsServer server = FakeNfsServer.Start(root);

        Assert.Equal(["", "d", "d/new"], NfsWalk.Run(server, workers).Paths);
        NfsWalk all = NfsWalk.Run(server, workers, walk: new WalkOptions { IncludeSnapshots = true });

        Assert.Equal(NfsWalk.PathsOf(root), all.Paths);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Another_file_system_is_entered_unless_the_walk_stays_on_one(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        MemoryNode other = MemoryNode.Directory("other", MemoryNode.File("inside"));
        other.Device = other.Children[0].Device = 77;
        root.Children.Add(other);
        using FakeNfsServer server = FakeNfsServer.Start(root);

        Assert.Contains("other/inside", NfsWalk.Run(server, workers).Paths);
        NfsWalk one = NfsWalk.Run(server, workers, walk: new WalkOptions { OneFileSystem = true });

        Assert.Equal(NfsWalk.PathsOf(root).Where(static path => path != "other/inside"), one.Paths);
        Assert.Empty(one.Errors);
    }

    private static void AssertLongIsBad(NfsWalk walk)
    {
        Assert.Equal([(WalkStage.ReadDirectory, "long", Errno.EBADMSG)], walk.Errors);
        Assert.Equal(NfsWalk.PathsOf(NfsWalk.Sample()).Where(static path => !path.StartsWith("long/", StringComparison.Ordinal)), walk.Paths);
    }
}
