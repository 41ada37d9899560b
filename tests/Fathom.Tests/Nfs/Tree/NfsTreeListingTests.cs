using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Tree;

/// <summary>Which calls a walk makes, and what it makes of entries that lack something.</summary>
public sealed class NfsTreeListingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_directory_costs_one_call_and_nothing_is_looked_up(int workers)
    {
        MemoryNode root = MemoryNode.Generate(7, 2_000);
        using FakeNfsServer server = FakeNfsServer.Start(root);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
        Assert.Equal(walk.Summary.Directories, server.Count(Nfs3.ReadDirPlus));
        Assert.Equal(0, server.Count(Nfs3.Lookup));
        Assert.InRange(server.Count(Nfs3.GetAttr), 0, 2);
        Assert.Equal(1, server.Count(FakePrograms.Mount));
    }

    [Fact]
    public void A_chain_of_702_directories_takes_702_calls_and_no_lookup()
    {
        MemoryNode root = MemoryNode.Directory("bottom");
        for (int i = 1; i < 702; i++)
        {
            root = MemoryNode.Directory("d", root);
        }

        using FakeNfsServer server = FakeNfsServer.Start(root);

        Assert.Equal(702, NfsWalk.Run(server, 2).Entries.Count);
        Assert.Equal(702, server.Count(Nfs3.ReadDirPlus));
        Assert.InRange(server.Calls.Count(static call => call.Called.Program == Nfs3.NFS_PROGRAM), 702, 720);
        Assert.Equal(0, server.Count(Nfs3.Lookup));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Each_page_is_asked_for_once_with_the_cookie_and_verifier_of_the_one_before(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 10;

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        FakeCall[] pages = [.. server.CallsOf(Nfs3.ReadDirPlus).Where(static call => call.Path == "long")];
        Assert.Equal(Enumerable.Range(0, 31).Select(static page => (ulong)page * 10), pages.Select(static call => call.Cookie));
        Assert.Equal(0ul, pages[0].Verifier);
        Assert.All(pages.Skip(1), call => Assert.Equal(server.Verifier, call.Verifier));
        Assert.All(pages, static call => Assert.True(call.DirCount >= call.Count / 2, call.ToString()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Cookies_may_use_all_64_bits_in_any_order(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.Cookies = FakeCookies.Unordered;
        server.PageEntries = 7;

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Attributes_that_were_left_out_are_fetched_by_handle(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Page = static page => page.DropAttributes() });

        NfsWalk walk = NfsWalk.Run(server, workers);

        AssertWhole(root, walk);
        Assert.Equal(0, server.Count(Nfs3.Lookup));
        Assert.InRange(server.Count(Nfs3.GetAttr), walk.Entries.Count - 1, walk.Entries.Count + 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Entries_without_attributes_and_handle_are_looked_up_once_each(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer
        {
            Page = static page =>
            {
                page.DropAttributes();
                page.DropHandles();
            },
        });

        NfsWalk walk = NfsWalk.Run(server, workers);

        AssertWhole(root, walk);
        Assert.Equal(walk.Entries.Count - 1, server.Count(Nfs3.Lookup));
        Assert.InRange(server.Count(Nfs3.GetAttr), 0, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Only_a_directory_without_a_handle_is_looked_up(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Page = static page => page.DropHandles() });

        NfsWalk walk = NfsWalk.Run(server, workers);

        AssertWhole(root, walk);
        Assert.Equal(
            ["a", "b", "c", "long", "none", "p", "q"],
            server.CallsOf(Nfs3.Lookup).Select(static call => call.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1, Errno.ENOENT)]
    [InlineData(4, Errno.EACCES)]
    [InlineData(4, Errno.ESTALE)]
    public void A_name_whose_attributes_cannot_be_had_is_delivered_with_the_reason(int workers, Errno errno)
    {
        MemoryNode root = NfsWalk.Sample();
        root.Children[0].Children[0].StatError = errno;
        using FakeNfsServer server = FakeNfsServer.Start(root);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Equal(errno, walk.Entries["a/x"].Errno);
        Assert.Equal([(WalkStage.Stat, "a/x", errno)], walk.Errors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_directory_whose_attributes_cannot_be_had_is_an_error_and_not_lost_in_silence(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        root.Children[0].StatError = Errno.EACCES;
        using FakeNfsServer server = FakeNfsServer.Start(root);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root).Where(static path => !path.StartsWith("a/", StringComparison.Ordinal)), walk.Paths);
        Assert.Equal([(WalkStage.Stat, "a", Errno.EACCES)], walk.Errors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_server_without_READDIRPLUS_is_listed_with_READDIR_and_asked_once(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = Nfs3Status.NFS3ERR_NOTSUPP });

        NfsWalk walk = NfsWalk.Run(server, workers);

        AssertWhole(root, walk);
        Assert.Equal(1, server.Count(Nfs3.ReadDirPlus));
        Assert.Equal(walk.Entries.Count - 1, server.Count(Nfs3.Lookup));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_server_that_has_no_such_procedure_is_listed_with_READDIR(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { AcceptStatus = FakePrograms.PROC_UNAVAIL });

        AssertWhole(root, NfsWalk.Run(server, workers));
        Assert.Equal(1, server.Count(Nfs3.ReadDirPlus));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_server_that_refuses_READDIRPLUS_in_mid_listing_never_sees_its_cookies_in_READDIR(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 50;
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = Nfs3Status.NFS3ERR_NOTSUPP }, static call => call.Cookie >= 100);

        AssertWhole(root, NfsWalk.Run(server, workers));
        Assert.Equal(0u, server.CallsOf(Nfs3.ReadDir).First(static call => call.Path == "long").Cookie);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void READDIR_can_be_forced(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 50;

        NfsWalk walk = NfsWalk.Run(server, workers, NfsWalk.Usual with { ForceReadDir = true });

        AssertWhole(root, walk);
        Assert.Equal(0, server.Count(Nfs3.ReadDirPlus));
        Assert.Equal(walk.Entries.Count - 1, server.Count(Nfs3.Lookup));
    }

    [Fact]
    public void The_size_of_a_listing_can_be_fixed()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsWalk.Sample());

        NfsWalk.Run(server, 2, NfsWalk.Usual with { ListingSize = 8192 });

        Assert.All(server.CallsOf(Nfs3.ReadDirPlus), static call => Assert.Equal(8192u, call.Count));
        Assert.InRange(server.CallsOf(Nfs3.ReadDirPlus).Count(static call => call.Path == "long"), 4, 10);
    }

    [Fact]
    public void A_directory_of_100000_entries_is_listed_in_growing_pages()
    {
        MemoryNode root = MemoryNode.Directory("root");
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.Fill(root, new VirtualDirectory { Count = 100_000 });

        NfsWalk walk = NfsWalk.Run(server, 2);

        Assert.Equal(100_001, walk.Entries.Count);
        Assert.Empty(walk.Errors);
        Assert.InRange(server.Count(Nfs3.ReadDirPlus), 10, 400);
        Assert.Equal(0, server.Count(Nfs3.Lookup));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Targets_of_links_are_read_when_they_are_wanted(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);

        NfsWalk.Run(server, workers);
        Assert.Equal(0, server.Count(Nfs3.ReadLink));

        NfsWalk walk = NfsWalk.Run(server, workers, sink: new RecordingSink(StatMask.Target));
        Assert.Equal("file", walk.Entries["link"].Target);
        Assert.Equal(1, server.Count(Nfs3.ReadLink));
    }

    [Fact]
    public void Sizes_times_and_ids_are_those_of_the_server()
    {
        MemoryNode root = MemoryNode.Directory("root", MemoryNode.File("large", long.MaxValue));
        root.Children[0].Device = 0xfedc_ba98_7654_3210;
        using FakeNfsServer server = FakeNfsServer.Start(root);

        Recorded found = NfsWalk.Run(server, 1, sink: new RecordingSink(StatMask.Basic)).Entries["large"];

        Assert.Equal((long.MaxValue, 0xfedc_ba98_7654_3210ul, 2ul), (found.Size, found.Device, found.Inode));
        Assert.Equal((0x81a4u, 1u, 1000u, 100u), (found.Mode, found.Links, found.Uid, found.Gid));

        // Seconds are 32 bits without a sign: until 2106.
        Assert.Equal((1_000_000_001L, 1_700_000_000_123_456_789L, 4_294_967_295_999_999_999L), (found.Atime, found.Mtime, found.Ctime));
    }

    private static void AssertWhole(MemoryNode root, NfsWalk walk)
    {
        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
        Assert.Equal((1234, 40, 299), (walk.Entries["file"].Size, walk.Entries["p/q/r"].Size, walk.Entries["long/f299"].Size));
        Assert.Equal(EntryKind.Symlink, walk.Entries["link"].Kind);
    }
}
