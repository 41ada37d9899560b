using System.Text;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>What every tree must do whose content can be read.</summary>
public abstract class ContentConformance
{
    /// <summary>Bytes that are content on a server with blocks of a mebibyte: several of them, and not a multiple.</summary>
    private const int ManyBlocks = (9 * 1024 * 1024) + 5;

    /// <summary>The tree that the next three fill.</summary>
    protected abstract IContentTree Open();

    /// <summary>Puts a file into the root of the tree.</summary>
    /// <param name="name">Latin-1: a character a byte.</param>
    protected abstract void PutFile(string name, byte[] content);

    /// <summary>Puts an empty directory into the root of the tree.</summary>
    protected abstract void PutDirectory(string name);

    /// <summary>Puts a symbolic link into the root of the tree.</summary>
    protected abstract void PutSymlink(string name, string target);

    [Fact]
    public void What_is_said_of_reads_that_are_to_come_changes_nothing_of_what_is_read()
    {
        byte[] content = ContentSteps.Noise(300_000);
        PutFile("file", content);
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        using IContentNode node = root.At("file");
        using IContentFile file = node.File();

        foreach (bool isRandom in new[] { true, false })
        {
            file.ExpectReads(isRandom);
            file.ExpectRead(100_000, long.MaxValue / 2);
            Assert.True(content.AsSpan(200_000, 50_000).SequenceEqual(file.Read(200_000, 50_000)));
            file.AfterRead();
            Assert.True(content.AsSpan().SequenceEqual(file.Read(0, content.Length)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData((1024 * 1024) + 3)]
    [InlineData(ManyBlocks)]
    public void A_file_is_read_whole_with_one_call(int size)
    {
        byte[] content = ContentSteps.Noise(size);
        PutFile("file", content);
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();

        Assert.True(content.AsSpan().SequenceEqual(root.ContentAt("file")));
    }

    [Fact]
    public void Any_stretch_of_a_file_equals_its_content_and_ends_where_the_file_ends()
    {
        byte[] content = ContentSteps.Noise(3_000_001);
        PutFile("file", content);
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        using IContentNode node = root.At("file");
        using IContentFile file = node.File();
        Random random = new(7);

        foreach (int count in new[] { 1, 2, 4096, 70_000, 2_500_000 })
        {
            foreach (int offset in new[] { 0, 1, 4095, content.Length - 1, content.Length, content.Length + 5000, random.Next(content.Length) })
            {
                int start = Math.Min(offset, content.Length);
                int end = Math.Min(offset + count, content.Length);
                Assert.True(
                    content.AsSpan(start, Math.Max(0, end - start)).SequenceEqual(file.Read(offset, count)), $"{count} bytes at {offset}");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public void All_that_is_no_zero_lies_in_stretches_of_data(int size)
    {
        byte[] content = ContentSteps.Noise(size);
        content.AsSpan(size / 4, size / 2).Clear();
        PutFile("file", content);
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        using IContentNode node = root.At("file");
        using IContentFile file = node.File();

        long offset = 0;
        while (true)
        {
            Assert.Equal(Errno.None, file.FindData(offset, out long start, out long end));
            Assert.True(start >= offset && end >= start);
            Assert.False(content.AsSpan((int)offset, (int)(start == end ? size : Math.Min(start, size)) - (int)offset).ContainsAnyExcept((byte)0));
            if (start == end)
            {
                break;
            }

            offset = Math.Min(end, size);
        }

        Assert.Equal(Errno.None, file.FindData(size + 10, out long behind, out long behindEnd));
        Assert.Equal(behind, behindEnd);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.FindData(-1, out _, out _));
    }

    [Fact]
    public void A_file_is_read_from_several_threads_at_once()
    {
        byte[] content = ContentSteps.Noise(4_000_000);
        PutFile("file", content);
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        using IContentNode node = root.At("file");
        using IContentFile file = node.File();

        Deadline.Run(() => Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, seed =>
        {
            Random random = new(seed);
            for (int i = 0; i < 30; i++)
            {
                int offset = random.Next(content.Length);
                int count = random.Next(i % 5 == 0 ? 3_000_000 : 60_000);
                int there = Math.Min(count, content.Length - offset);
                Assert.True(content.AsSpan(offset, there).SequenceEqual(file.Read(offset, count)), $"{count} bytes at {offset}");
            }
        }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(ManyBlocks)]
    public void Attributes_that_come_with_bytes_are_those_of_the_file(int size)
    {
        byte[] content = ContentSteps.Noise(size);
        PutFile("file", content);
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        using IContentNode node = root.At("file");
        using IContentFile file = node.File();
        byte[] buffer = new byte[size];

        Assert.Equal(Errno.None, file.Read(0, buffer, StatMask.Size | StatMask.Mtime, out int read, out NodeAttributes? attributes));

        Assert.Equal(size, read);
        Assert.True(content.AsSpan().SequenceEqual(buffer));
        NodeAttributes now = node.Attributes();
        Assert.Equal((now.Size, now.Mtime), (attributes!.Value.Size, attributes.Value.Mtime));
    }

    [Fact]
    public void An_entry_opens_by_its_handle_or_the_tree_says_that_it_cannot()
    {
        PutFile("file", [1, 2, 3]);
        PutDirectory("directory");
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        root.List(StatMask.Kind, (batch, i) =>
        {
            NodeHandle handle = batch.Handle(i);
            if (handle.IsEmpty)
            {
                return;
            }

            Errno errno = root.Open(new NodeHandle(handle.Bytes), batch.Kinds[i], out IContentNode? node);
            using (node)
            {
                Assert.Contains(errno, new[] { Errno.None, Errno.EOPNOTSUPP });
                Assert.Equal(errno == Errno.None, node is not null);
                using IContentNode named = root.At(Encoding.Latin1.GetString(batch.Name(i)));
                Assert.Equal(named.Attributes(), node?.Attributes() ?? named.Attributes());
            }
        });
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        PutDirectory("directory");
        PutFile("file", [1]);
        PutSymlink("to-directory", "directory");
        PutSymlink("to-file", "file");
        PutSymlink("dangling", "no/where\u00e9");
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        foreach ((string name, string target) in new[] { ("to-directory", "directory"), ("to-file", "file"), ("dangling", "no/where\u00e9") })
        {
            using IContentNode link = root.At(name);

            Assert.Equal(EntryKind.Symlink, link.Kind);
            Assert.Equal(EntryKind.Symlink, link.Attributes().Kind);
            Assert.Equal(Errno.None, link.ReadTarget(out byte[] found));
            Assert.Equal(ContentSteps.Bytes(target), found);
            Assert.Equal(Errno.ENOTDIR, link.Find("x"));
            Assert.Equal(Errno.EINVAL, link.OpenFile(out _));
            Assert.Equal(Errno.ENOTDIR, link.OpenListing(StatMask.None, out _));
        }
    }

    [Fact]
    public void Names_are_bytes()
    {
        string[] names = [.. OddNames()];
        foreach ((int index, string name) in names.Index())
        {
            PutFile(name, [(byte)index]);
        }

        using IContentTree tree = Open();
        using IContentNode root = tree.Root();

        Assert.Equal(names.Order(StringComparer.Ordinal), root.Names());
        Assert.All(names.Index(), item => Assert.Equal([(byte)item.Index], root.ContentAt(item.Item)));
    }

    [Fact]
    public void What_is_no_name_is_refused()
    {
        PutFile("a", [1]);
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();

        Assert.All(["", ".", "..", "/", "a/", "./a", "a\0"], name => Assert.Equal(Errno.EINVAL, root.Find(name)));
        Assert.Equal(Errno.ENAMETOOLONG, root.Find(new string('n', 2000)));
    }

    [Fact]
    public void What_cannot_be_opened_says_why()
    {
        PutFile("file", [1]);
        PutDirectory("directory");
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        using IContentNode file = root.At("file");
        using IContentNode directory = root.At("directory");

        Assert.Equal(Errno.ENOENT, root.Find("absent"));
        Assert.Equal(Errno.ENOTDIR, file.Find("x"));
        Assert.Equal(Errno.ENOTDIR, file.OpenListing(StatMask.None, out _));
        Assert.Equal(Errno.EINVAL, file.ReadTarget(out _));
        Assert.Equal(Errno.EISDIR, directory.OpenFile(out _));
        Assert.Equal(Errno.EINVAL, directory.ReadTarget(out _));
    }

    [Fact]
    public void A_listing_has_each_entry_once_with_the_attributes_that_opening_it_gives()
    {
        PutDirectory("directory");
        PutFile("empty", []);
        PutFile("file", new byte[70_000]);
        PutSymlink("link", "file");
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        Dictionary<string, (EntryKind Kind, ulong Inode, long Size, string Target)> listed = [];

        root.List(StatMask.Basic | StatMask.Target, (batch, i) => listed.Add(
            Encoding.Latin1.GetString(batch.Name(i)),
            (batch.Kinds[i], batch.Inodes[i], batch.Sizes[i], Encoding.Latin1.GetString(batch.Target(i)))));

        Assert.Equal(["directory", "empty", "file", "link"], listed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("file", listed["link"].Target);
        foreach ((string name, (EntryKind Kind, ulong Inode, long Size, string) entry) in listed)
        {
            Assert.Equal(Errno.None, root.Open(ContentSteps.Bytes(name), StatMask.Basic, out IContentNode? node, out NodeAttributes attributes));
            using (node)
            {
                Assert.Equal(entry.Kind, node!.Kind);
                Assert.Equal((entry.Kind, entry.Inode, entry.Size), (attributes.Kind, attributes.Inode, attributes.Size));
                Assert.Equal(attributes with { Atime = 0 }, node.Attributes() with { Atime = 0, Btime = attributes.Btime });
            }
        }
    }

    [Fact]
    public void A_long_listing_comes_in_batches_and_stays_at_its_end()
    {
        string[] names = [.. Enumerable.Range(0, 3000).Select(static i => $"{i:d5}" + new string('n', 40))];
        Assert.All(names, name => PutFile(name, []));
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        Assert.Equal(Errno.None, root.OpenListing(StatMask.Size, out IDirectoryListing? listing));
        using (listing)
        {
            List<string> listed = [];
            EntryBatch batch = new();
            do
            {
                Assert.Equal(Errno.None, listing!.Next(batch));
                listed.AddRange(Enumerable.Range(0, batch.Count).Select(i => Encoding.Latin1.GetString(batch.Name(i))));
            }
            while (batch.Count > 0);

            Assert.Equal(names, listed.Order(StringComparer.Ordinal));
            Assert.Equal(Errno.None, listing.Next(batch));
            Assert.Equal(0, batch.Count);
        }
    }

    [Fact]
    public void An_empty_directory_has_no_entries()
    {
        PutDirectory("empty");
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        using IContentNode empty = root.At("empty");

        Assert.Empty(empty.Names());
    }

    [Theory]
    [InlineData(StatMask.None)]
    [InlineData(StatMask.Kind)]
    [InlineData(StatMask.Basic)]
    public void An_entry_of_a_listing_opens_as_its_name_does(StatMask mask)
    {
        PutDirectory("directory");
        PutFile("file", [1, 2, 3]);
        PutSymlink("link", "file");
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        int count = 0;

        root.List(mask, (batch, i) =>
        {
            count++;
            Assert.Equal(Errno.None, root.Open(batch, i, out IContentNode? node));
            using (node)
            using (IContentNode named = root.At(Encoding.Latin1.GetString(batch.Name(i))))
            {
                Assert.Equal(named.Kind, node!.Kind);
                Assert.Equal(named.Attributes().Id, node.Attributes().Id);
            }
        });

        Assert.Equal(3, count);
    }

    [Fact]
    public void The_root_is_a_node_like_any_other()
    {
        PutFile("file", [1]);
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        EntryBatch described = new();
        Assert.Equal(Errno.None, tree.ReadRoot(StatMask.Basic, described));

        Assert.Equal(EntryKind.Directory, root.Kind);
        Assert.Equal(described.Inodes[0], root.Attributes().Inode);
        Assert.Equal(["file"], root.Names());
    }

    [Fact]
    public void The_room_of_the_file_system_is_known()
    {
        using IContentTree tree = Open();

        Assert.Equal(Errno.None, tree.ReadSpace(out TreeSpace space));

        Assert.True(space.TotalBytes > 0);
        Assert.InRange(space.FreeBytes, 0, space.TotalBytes);
        Assert.InRange(space.AvailableBytes, 0, space.FreeBytes);
        Assert.InRange(space.MaxName, 100, 4096);
    }

    /// <summary>Names that the tree can hold, as Latin-1.</summary>
    protected virtual IEnumerable<string> OddNames() =>
        [" ", "a b", "\n", "\\", "-rf", "...", "*", "\u0001", "\u00e9", "\u00ff\u00fe", "\u00c3\u00a9", new string('\u00f0', 255), new string('n', 255)];
}
