using Fathom.Nfs;
using Fathom.Tests.Conformance;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Content;

public sealed class NfsContentListingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_page_leaves_out_is_asked_for(bool isReadDir)
    {
        using FakeNfsServer server = Serve();
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer
        {
            Page = static page =>
            {
                page.DropAttributes(static entry => entry.FileId % 2 == 0);
                page.DropHandles(static entry => entry.FileId % 3 == 0);
            },
        });
        using NfsTree tree = NfsTree.Open(server.Place, new NfsOptions { ForceReadDir = isReadDir });
        using IContentNode root = tree.Root();
        Dictionary<string, (EntryKind Kind, long Size, string Target, bool HasHandle)> listed = [];

        root.List(StatMask.Basic | StatMask.Target, (batch, i) => listed.Add(
            System.Text.Encoding.UTF8.GetString(batch.Name(i)),
            (batch.Kinds[i], batch.Sizes[i], System.Text.Encoding.UTF8.GetString(batch.Target(i)), !batch.Handle(i).IsEmpty)));

        Assert.Equal(22, listed.Count);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal((EntryKind.File, i, "", true), listed[$"file{i}"]));
        Assert.Equal((EntryKind.Symlink, "target"), (listed["link"].Kind, listed["link"].Target));
        Assert.Equal(EntryKind.Directory, listed["directory"].Kind);
    }

    [Fact]
    public void A_pure_listing_asks_for_nothing_but_pages()
    {
        using FakeNfsServer server = Serve();
        using NfsTree tree = NfsTree.Open(server.Place, new NfsOptions { ForceReadDir = true });
        using IContentNode root = tree.Root();
        int before = server.Calls.Count;

        Assert.Equal(22, root.Names().Count);

        Assert.Equal(before + 1, server.Calls.Count);
    }

    [Fact]
    public void An_entry_whose_attributes_cannot_be_fetched_says_so()
    {
        using FakeNfsServer server = Serve();
        server.On(Fathom.Nfs.Nfs3.Lookup, new FakeAnswer { Status = 2 }, static call => call.Name == "file7");
        using NfsTree tree = NfsTree.Open(server.Place, new NfsOptions { ForceReadDir = true });
        using IContentNode root = tree.Root();
        List<(string, Errno)> failed = [];

        root.List(StatMask.Size, (batch, i) =>
        {
            if (batch.Errnos(i) != Errno.None)
            {
                failed.Add((System.Text.Encoding.UTF8.GetString(batch.Name(i)), batch.Errnos(i)));
            }
        });

        Assert.Equal([("file7", Errno.ENOENT)], failed);
    }

    [Fact]
    public void An_error_in_the_middle_leaves_the_entries_before_it()
    {
        using FakeNfsServer server = Serve();
        server.PageEntries = 5;
        server.On(Fathom.Nfs.Nfs3.ReadDirPlus, new FakeAnswer { Status = 5 }, skip: 2);
        using NfsTree tree = NfsTree.Open(server.Place);
        using IContentNode root = tree.Root();
        Assert.Equal(Errno.None, root.OpenListing(StatMask.None, out IDirectoryListing? listing));
        EntryBatch batch = new();
        int count = 0;
        Errno errno;

        do
        {
            errno = listing!.Next(batch);
            count += batch.Count;
        }
        while (errno == Errno.None && batch.Count > 0);

        // Two pages of five, less "." and "..".
        Assert.Equal((Errno.EIO, 8), (errno, count));
    }

    private static FakeNfsServer Serve() => FakeNfsServer.Start(MemoryNode.Directory(
        "root",
        [
            .. Enumerable.Range(0, 20).Select(static i => MemoryNode.File($"file{i}", i)),
            MemoryNode.Link("link", "target", null),
            MemoryNode.Directory("directory"),
        ]));
}
