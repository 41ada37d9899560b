using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs;

/// <summary>The simple enumeration, against servers that make it hard.</summary>
public sealed class NfsClientListingTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_long_directory_is_listed_once(bool isUnordered, bool isNamesOnly)
    {
        using FakeNfsServer server = Serve(5000);
        server.Cookies = isUnordered ? FakeCookies.Unordered : FakeCookies.Ordered;
        server.PageEntries = 400;
        using NfsClient client = NfsClient.Connect(server.Place, new NfsOptions { ForceReadDir = isNamesOnly });

        List<NfsDirectoryEntry> entries = [.. client.ReadDirectory(client.Root)];

        Assert.Equal(5000, entries.Count);
        Assert.Equal(5000, entries.Select(static entry => Name(entry)).Distinct().Count());
        Assert.All(entries, entry => Assert.Equal(isNamesOnly, entry.Handle.IsEmpty));
        Assert.Equal(isNamesOnly ? 0 : 13, server.Count(Fathom.Nfs.Nfs3.ReadDirPlus));
    }

    [Fact]
    public void Names_that_come_without_attributes_and_handle_are_given_too()
    {
        using FakeNfsServer server = Serve(3);
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer
        {
            Page = static page =>
            {
                page.DropAttributes();
                page.DropHandles();
            },
        });
        using NfsClient client = NfsClient.Connect(server.Place);

        List<NfsDirectoryEntry> entries = [.. client.ReadDirectory(client.Root)];

        Assert.Equal(3, entries.Count);
        Assert.All(entries, static entry => Assert.True(entry.Handle.IsEmpty && entry.Attributes is null));
    }

    [Theory]
    [InlineData(10004u)]
    [InlineData(null)]
    public void A_server_without_READDIRPLUS_is_asked_for_READDIR(uint? status)
    {
        using FakeNfsServer server = Serve(3);
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, status is null ? new FakeAnswer { AcceptStatus = 3 } : new FakeAnswer { Status = status });
        using NfsClient client = NfsClient.Connect(server.Place);

        Assert.Equal(3, client.ReadDirectory(client.Root).Count());

        Assert.Equal(1, server.Count(Fathom.Nfs.Nfs3.ReadDirPlus));
    }

    [Fact]
    public void A_listing_that_goes_over_to_READDIR_in_its_middle_begins_again_without_doubles()
    {
        using FakeNfsServer server = FakeNfsServer.Start(MemoryNode.Directory("root", [.. NfsWalk.Files(300)]));
        server.PageEntries = 40;
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer { Status = Nfs3Status.NFS3ERR_NOTSUPP }, static call => call.Cookie >= 120);
        using NfsClient client = NfsClient.Connect(server.Place);

        string[] names = [.. client.ReadDirectory(client.Root).Select(static entry => System.Text.Encoding.ASCII.GetString(entry.Name.Span)).Order()];

        Assert.Equal(NfsWalk.Files(300).Select(static file => RecordingSink.Text(file.Name)), names);
        Assert.Equal(0u, server.CallsOf(Fathom.Nfs.Nfs3.ReadDir)[0].Cookie);
    }

    [Fact]
    public void A_page_that_is_too_small_is_asked_for_again_once()
    {
        using FakeNfsServer server = Serve(3);
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer { Status = 10005 }, static call => call.Count < 100_000);
        using NfsClient client = NfsClient.Connect(server.Place);
        Assert.Equal(3, client.ReadDirectory(client.Root).Count());

        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer { Status = 10005 });
        Failure(client, Errno.EPROTO);
        Assert.Equal(4, server.Count(Fathom.Nfs.Nfs3.ReadDirPlus));
    }

    [Fact]
    public void Empty_pages_that_are_not_the_end_end_the_listing()
    {
        using FakeNfsServer server = Serve(3);
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer
        {
            Page = static page =>
            {
                page.Entries.Clear();
                page.IsEnd = false;
            },
        });
        using NfsClient client = NfsClient.Connect(server.Place);

        Failure(client, Errno.EPROTO);

        Assert.Equal(2, server.Count(Fathom.Nfs.Nfs3.ReadDirPlus));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Cookies_that_come_again_end_the_listing(int pagesInCycle)
    {
        using FakeNfsServer server = Serve(1000);
        server.PageEntries = 10;
        int pages = 0;
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer
        {
            // After the first two pages it goes round.
            Page = page =>
            {
                page.IsEnd = false;
                ulong cookie = pages++ < 2 ? (ulong)pages : 10 + (ulong)(pages % pagesInCycle);
                page.Entries[^1].Cookie = cookie;
            },
        });
        using NfsClient client = NfsClient.Connect(server.Place);

        Deadline.Run(() => Failure(client, Errno.EPROTO));

        Assert.InRange(pages, 3, 40);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_name_that_is_none_is_not_given(string name)
    {
        using FakeNfsServer server = Serve(3);
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer { Page = page => page.Entries[^1].Name = Encoding.UTF8.GetBytes(name) });
        using NfsClient client = NfsClient.Connect(server.Place);
        List<NfsDirectoryEntry> entries = [];

        Failure(client, Errno.EPROTO, entries);

        Assert.Equal(2, entries.Count);
    }

    [Fact]
    public void What_came_before_an_error_is_given()
    {
        using FakeNfsServer server = Serve(1000);
        server.PageEntries = 102;
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer { Status = 70 }, skip: 2);
        using NfsClient client = NfsClient.Connect(server.Place);
        List<NfsDirectoryEntry> entries = [];

        Failure(client, Errno.ESTALE, entries);

        Assert.Equal(202, entries.Count);
    }

    [Fact]
    public void A_page_that_cannot_be_read_to_its_end_is_an_error()
    {
        using FakeNfsServer server = Serve(10);
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer { Edit = static body => body[..^12] });
        using NfsClient client = NfsClient.Connect(server.Place);

        Failure(client, Errno.EBADMSG);
    }

    private static void Failure(NfsClient client, Errno errno, List<NfsDirectoryEntry>? entries = null)
    {
        IOException exception = Assert.Throws<IOException>(() =>
        {
            foreach (NfsDirectoryEntry entry in client.ReadDirectory(client.Root))
            {
                entries?.Add(entry);
            }
        });
        Assert.Contains(errno.Describe(), exception.Message, StringComparison.Ordinal);
        Assert.Equal((int)errno, exception.HResult);
    }

    private static FakeNfsServer Serve(int files)
    {
        MemoryNode root = MemoryNode.Directory("root");
        root.Children.AddRange(Enumerable.Range(0, files).Select(static i => MemoryNode.File($"f{i}", i)));
        return FakeNfsServer.Start(root);
    }

    private static string Name(NfsDirectoryEntry entry) => Encoding.UTF8.GetString(entry.Name.Span);
}
