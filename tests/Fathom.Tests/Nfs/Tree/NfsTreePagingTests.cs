using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Tree;

/// <summary>Cookies and sizes that a server does not keep to.</summary>
public sealed class NfsTreePagingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_cookie_that_the_server_forgot_begins_the_listing_again_without_doubles(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 40;
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = Nfs3Status.NFS3ERR_BAD_COOKIE }, static call => call.Cookie >= 120, times: 1);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
        Assert.Equal(2, server.CallsOf(Nfs3.ReadDirPlus).Count(static call => call.Path == "long" && call.Cookie == 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_directory_whose_verifier_changes_is_listed_again_and_shows_what_is_new(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 40;
        MemoryNode directory = root.Children[1];
        FakeAnswer change = new()
        {
            Before = _ => server.Change(() =>
            {
                server.Verifier++;
                directory.Children.RemoveAt(290);
                directory.Children.Insert(0, MemoryNode.File("new"));
            }),
        };
        server.On(Nfs3.ReadDirPlus, change, static call => call.Path == "long" && call.Cookie == 160, times: 1);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_server_that_never_takes_its_cookies_ends_in_an_error_of_that_directory(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 40;
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = Nfs3Status.NFS3ERR_BAD_COOKIE }, static call => call.Cookie >= 80);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal([(WalkStage.ReadDirectory, "long", Errno.EPROTO)], walk.Errors);
        AssertHasFirst(78, walk);
        Assert.InRange(server.CallsOf(Nfs3.ReadDirPlus).Count(static call => call.Path == "long"), 3, 30);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_page_that_the_server_finds_too_small_is_asked_for_larger(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = Nfs3Status.NFS3ERR_TOOSMALL }, static call => call.Count < 200_000);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_server_that_finds_every_size_too_small_ends_in_an_error_of_that_directory(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Status = Nfs3Status.NFS3ERR_TOOSMALL }, static call => call.Path == "p");

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root).Where(static path => !path.StartsWith("p/", StringComparison.Ordinal)), walk.Paths);
        (WalkStage _, string path, Errno errno) = Assert.Single(walk.Errors);
        Assert.Equal(("p", Errno.EPROTO), (path, errno));
        Assert.InRange(server.CallsOf(Nfs3.ReadDirPlus).Count(static call => call.Path == "p"), 2, 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_empty_page_that_is_not_the_last_is_asked_for_larger(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 100;
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Page = Empty }, static call => call.Path == "long" && call.Cookie == 100, times: 1);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
        Assert.Empty(walk.Errors);
        uint[] sizes = [.. server.CallsOf(Nfs3.ReadDirPlus).Where(static call => call.Path == "long" && call.Cookie == 100).Select(static call => call.Count)];
        Assert.Equal(2, sizes.Length);
        Assert.True(sizes[1] > sizes[0], $"{sizes[0]}, then {sizes[1]}");
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(1, 100)]
    [InlineData(4, 100)]
    public void Empty_pages_without_end_are_an_error_of_that_directory(int workers, int after)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 100;
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Page = Empty }, call => call.Path == "long" && call.Cookie >= (ulong)after);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal([(WalkStage.ReadDirectory, "long", Errno.EPROTO)], walk.Errors);
        AssertHasFirst(Math.Max(0, after - 2), walk);
        Assert.InRange(server.CallsOf(Nfs3.ReadDirPlus).Count(static call => call.Path == "long"), 2, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Cookies_that_go_round_are_an_error_of_that_directory(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 40;

        // The page after 160 leads back to the one after 40.
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Page = static page => page.Entries[^1].Cookie = 40 }, static call => call.Path == "long" && call.Cookie == 160);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal([(WalkStage.ReadDirectory, "long", Errno.EPROTO)], walk.Errors);
        AssertHasFirst(198, walk);
        Assert.InRange(server.CallsOf(Nfs3.ReadDirPlus).Count(static call => call.Path == "long"), 5, 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_cookie_that_does_not_advance_is_an_error_of_that_directory(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 40;
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Page = static page => page.Entries[^1].Cookie = page.Call.Cookie }, static call => call.Path == "long" && call.Cookie == 80);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal([(WalkStage.ReadDirectory, "long", Errno.EPROTO)], walk.Errors);
        AssertHasFirst(118, walk);
        Assert.InRange(server.CallsOf(Nfs3.ReadDirPlus).Count(static call => call.Path == "long"), 3, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_listing_without_end_under_ever_new_cookies_is_an_error_of_that_directory(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 50;
        ulong next = 1_000_000;

        // Names come again, under cookies that were never seen: some are delivered twice before that shows.
        server.Cookies = new FakeCookies(static place => (ulong)place + 1, static cookie => cookie < 1_000_000 ? (long)cookie - 1 : (long)(cookie - 1_000_000) % 250);
        server.On(
            Nfs3.ReadDirPlus,
            new FakeAnswer
            {
                Page = page =>
                {
                    page.IsEnd = false;
                    page.Entries.ForEach(entry => entry.Cookie = next++);
                },
            },
            static call => call.Path == "long");

        NfsWalk walk = NfsWalk.Run(server, workers, mayRepeat: true);

        Assert.Equal([(WalkStage.ReadDirectory, "long", Errno.EPROTO)], walk.Errors);
        Assert.InRange(server.CallsOf(Nfs3.ReadDirPlus).Count(static call => call.Path == "long"), 5, 200);
    }

    [Theory]
    [InlineData(1, ".")]
    [InlineData(4, "..")]
    [InlineData(1, "")]
    public void Pages_without_end_that_name_no_file_are_an_error_of_that_directory(int workers, string name)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        ulong next = 1_000;
        FakeAnswer nothing = new()
        {
            Page = page =>
            {
                page.Status = 0;
                page.IsEnd = false;
                page.Entries = [new FakeEntry { Name = System.Text.Encoding.ASCII.GetBytes(name), Cookie = next++ }];
            },
        };
        server.On(Nfs3.ReadDirPlus, nothing, static call => call.Path == "long");

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Equal([(WalkStage.ReadDirectory, "long", Errno.EPROTO)], walk.Errors);
        AssertHasFirst(0, walk);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void What_is_added_and_removed_during_the_listing_brings_no_doubles(int workers)
    {
        MemoryNode root = NfsWalk.Sample();
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.PageEntries = 20;
        MemoryNode directory = root.Children[1];
        int number = 0;
        FakeAnswer change = new()
        {
            Before = _ => server.Change(() =>
            {
                directory.Children.RemoveAt(250);
                directory.Children.Add(MemoryNode.File($"new{number++}"));
            }),
        };
        server.On(Nfs3.ReadDirPlus, change, static call => call.Path == "long" && call.Cookie > 0, times: 10);

        NfsWalk walk = NfsWalk.Run(server, workers);

        Assert.Empty(walk.Errors);
        Assert.Equal(NfsWalk.PathsOf(root), walk.Paths);
    }

    private static void Empty(FakePage page)
    {
        page.Entries.Clear();
        page.IsEnd = false;
        page.Status = 0;
    }

    // All of the sample but what "long" holds, and so many of its files.
    private static void AssertHasFirst(int files, NfsWalk walk)
    {
        IEnumerable<string> rest = NfsWalk.PathsOf(NfsWalk.Sample()).Where(static path => !path.StartsWith("long/", StringComparison.Ordinal));
        IEnumerable<string> first = NfsWalk.Files(files).Select(static file => "long/" + RecordingSink.Text(file.Name));
        Assert.Equal(rest.Concat(first).Order(StringComparer.Ordinal), walk.Paths);
    }
}
