using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Content;

[SupportedOSPlatform("linux")]
public sealed class IndexContentTests : IDisposable
{
    private readonly TempFolder _folder = new(CorpusStore.Folder);
    private readonly string _path;
    private readonly string _root;

    public IndexContentTests()
    {
        _path = _folder.At("x.fathom");
        _root = _folder.At("tree");
        Directory.CreateDirectory(Path.Combine(_root, "a/b"));
        File.WriteAllText(Path.Combine(_root, "a/b/c"), "text");
        File.CreateSymbolicLink(Path.Combine(_root, "link"), "a/b");
        Shell.Run("ln", Path.Combine(_root, "a/b/c"), Path.Combine(_root, "hard")).EnsureSuccess();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Attributes_of_nodes_are_those_of_the_live_tree_but_their_numbers()
    {
        using IndexTree tree = Scan();
        using LocalTree live = LocalTree.Open(_root);
        using IContentNode liveRoot = live.Root();
        using IContentNode root = tree.Root();
        using IContentNode saved = root.At("hard");
        using IContentNode there = liveRoot.At("hard");

        NodeAttributes expected = there.Attributes() with { Inode = 0, Atime = 0 };
        Assert.Equal(expected, saved.Attributes() with { Inode = 0, Atime = 0 });
        Assert.Equal(liveRoot.Attributes().Mode, root.Attributes().Mode);
    }

    [Fact]
    public void Names_of_one_file_are_one_node_and_others_are_not()
    {
        using IndexTree tree = Scan();
        using IContentNode root = tree.Root();
        using IContentNode hard = root.At("hard");
        using IContentNode a = root.At("a");
        using IContentNode b = a.At("b");
        using IContentNode c = b.At("c");
        using IContentNode link = root.At("link");

        Assert.Equal(hard.Attributes().Id, c.Attributes().Id);
        Assert.Equal(5, new[] { root, a, b, c, link }.Select(static node => node.Attributes().Id).Distinct().Count());
    }

    [Fact]
    public void A_listing_has_the_numbers_of_its_nodes()
    {
        using IndexTree tree = Scan();
        using IContentNode root = tree.Root();
        Assert.Equal(Errno.None, root.OpenListing(StatMask.None, out IDirectoryListing? listing));
        using (listing)
        {
            EntryBatch batch = new();
            Assert.Equal(Errno.None, listing!.Next(batch));
            Assert.Equal(3, batch.Count);
            for (int index = 0; index < batch.Count; index++)
            {
                using IContentNode node = root.At(Encoding.UTF8.GetString(batch.Name(index)));
                Assert.Equal(node.Attributes().Inode, batch.Inodes[index]);
            }

            Assert.Equal(Errno.None, listing.Next(batch));
            Assert.Equal(0, batch.Count);
        }
    }

    [Fact]
    public void What_an_index_cannot_give_is_an_error_that_says_so()
    {
        using IndexTree tree = Scan();
        using IContentNode root = tree.Root();
        using IContentNode file = root.At("hard");
        using IContentNode link = root.At("link");

        Assert.Equal(Errno.EOPNOTSUPP, file.OpenFile(out _));
        Assert.Equal(Errno.EISDIR, root.OpenFile(out _));
        Assert.Equal(Errno.ENOTDIR, file.Find("x"));
        Assert.Equal(Errno.ENOENT, root.Find("x"));
        Assert.Equal(Errno.EINVAL, root.Find(".."));
        Assert.Equal(Errno.ENAMETOOLONG, root.Find(new string('x', 256)));
        Assert.Equal(Errno.EOPNOTSUPP, file.ListXattrs([], out _));
        Assert.Equal(Errno.EINVAL, file.ReadTarget(out _));
        Assert.Equal(Errno.None, link.ReadTarget(out byte[] target));
        Assert.Equal("a/b"u8.ToArray(), target);
    }

    [Fact]
    public void Every_name_of_a_large_directory_is_found()
    {
        for (int number = 0; number < 3000; number++)
        {
            File.WriteAllText(Path.Combine(_root, "a", $"n{number}"), "");
        }

        using IndexTree tree = Scan();
        using IContentNode root = tree.Root();
        using IContentNode a = root.At("a");

        Assert.All(Enumerable.Range(0, 3000), number => Assert.Equal(Errno.None, a.Find($"n{number}")));
        Assert.Equal(Errno.ENOENT, a.Find("n3000"));
    }

    [Fact]
    public void A_walk_goes_on_after_nodes_were_opened()
    {
        using IndexTree tree = Scan(new IndexTreeOptions { CopyAtOnce = 0 });
        using ITreeReader reader = tree.OpenReader(new ReaderOptions { Stat = StatMask.Basic | StatMask.Target });
        using IContentNode root = tree.Root();

        Assert.Equal(Errno.None, root.Find("hard"));
        RecordingSink sink = new();
        Deadline.Run(() => new Walker(tree, WalkOptions.Default).Run(sink));
        Assert.Equal(6, sink.Entries.Count);
    }

    private IndexTree Scan(IndexTreeOptions? options = null)
    {
        using LocalTree tree = LocalTree.Open(_root);
        using IndexScan scan = IndexScan.Create(_path, [tree.RootName.ToArray()], ScanOptions.Default);
        scan.Walk(0, tree);
        scan.Finish();
        return IndexTree.Open(_path, options);
    }
}
