using System.Text;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <content>Content and attributes of nodes.</content>
public abstract partial class WritableConformance
{
    private const long Second = 1_000_000_000;

    /// <summary>Nodes have extended attributes.</summary>
    protected virtual bool HasXattrs => true;

    /// <summary>An extended attribute that a link may have too; empty if the caller may set none on links.</summary>
    protected virtual string LinkXattr => "";

    /// <summary>The times of a link can be set.</summary>
    protected virtual bool SetsLinkTimes => true;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData((1024 * 1024) + 3)]
    [InlineData((5 * 1024 * 1024) + 7)]
    public void What_is_written_with_one_call_is_read_back(int size)
    {
        byte[] content = ContentSteps.Noise(size);
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();

        root.Put("file", content);

        Assert.True(content.AsSpan().SequenceEqual(root.ContentAt("file")));
        using IWritableNode node = root.WritableAt("file");
        Assert.Equal(size, node.Attributes().Size);
    }

    [Fact]
    public void Stretches_written_over_each_other_leave_the_last()
    {
        byte[] expected = new byte[300_000];
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", expected);
        using IWritableNode node = root.WritableAt("file");
        using IWritableFile file = node.FileForWriting();
        Random random = new(3);

        for (int i = 0; i < 60; i++)
        {
            byte[] part = ContentSteps.Noise(random.Next(1, 20_000), i);
            int offset = random.Next(expected.Length - part.Length);
            part.CopyTo(expected, offset);
            file.WriteAll(offset, part);
            Assert.Equal(part, file.Read(offset, part.Length));
        }

        Assert.True(expected.AsSpan().SequenceEqual(node.Content()));
    }

    [Fact]
    public void Several_threads_write_one_file()
    {
        const int Part = 50_000;
        byte[] expected = ContentSteps.Noise(40 * Part);
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        Assert.Equal(Errno.None, root.CreateFile("file"u8, Plain, true, out IWritableNode? node, out IWritableFile? file));
        using (node)
        using (file)
        {
            Deadline.Run(() => Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
                file!.WriteAll(i * Part, expected[(i * Part)..((i + 1) * Part)])));
        }

        Assert.True(expected.AsSpan().SequenceEqual(root.ContentAt("file")));
    }

    [Fact]
    public void A_write_beyond_the_end_leaves_zeros_before_it()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1]);
        using IWritableNode node = root.WritableAt("file");
        using IWritableFile file = node.FileForWriting();

        file.WriteAll(200_000, [2]);

        byte[] expected = new byte[200_001];
        expected[0] = 1;
        expected[^1] = 2;
        Assert.Equal(expected, node.Content());
    }

    [Theory]
    [InlineData(CopyHow.Share)]
    [InlineData(CopyHow.Range)]
    public void A_tree_copies_bytes_by_itself_or_says_that_it_does_not(CopyHow how)
    {
        byte[] content = ContentSteps.Noise(100_000);
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("source", content);
        root.Put("target", [1, 2, 3]);
        using IWritableNode from = root.WritableAt("source");
        using IWritableNode to = root.WritableAt("target");
        using IContentFile source = from.File();
        using IWritableFile target = to.FileForWriting();

        Errno errno = target.CopyFrom(source, 0, 0, long.MaxValue, how, out long copied);

        Assert.True(errno is Errno.None or Errno.EOPNOTSUPP, errno.ToString());
        Assert.Equal(errno == Errno.None ? content.Length : 0, copied);
        Assert.Equal(errno == Errno.None ? content : [1, 2, 3], to.Content());
        if (errno == Errno.None && how == CopyHow.Range)
        {
            Assert.Equal(Errno.None, target.CopyFrom(source, 10, 100, 50, how, out copied));
            Assert.Equal(50, copied);
            Assert.Equal(content[10..60], target.Read(100, 50));
            Assert.Equal(Errno.None, target.CopyFrom(source, content.Length, 0, 10, how, out copied));
            Assert.Equal(0, copied);
        }
    }

    [Fact]
    public void A_file_is_cut_and_extended_with_zeros()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1, 2, 3, 4]);
        using IWritableNode node = root.WritableAt("file");
        using IWritableFile file = node.FileForWriting();

        Assert.Equal(Errno.None, file.SetLength(2));
        Assert.Equal([1, 2], node.Content());
        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Size = 5 }));
        Assert.Equal([1, 2, 0, 0, 0], file.Read(0, 10));
        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Size = 0 }));
        Assert.Empty(node.Content());
        Assert.Equal(Errno.EISDIR, root.SetAttributes(new NodeChange { Size = 0 }));
    }

    [Fact]
    public void Negative_offsets_and_lengths_are_the_callers_mistake()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1]);
        using IWritableNode node = root.WritableAt("file");
        using IWritableFile file = node.FileForWriting();

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(-1, new byte[1], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Write(-1, new byte[1], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.SetLength(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new NodeChange { Size = -1 });
    }

    [Fact]
    public void Times_are_set_each_for_itself_to_the_nanosecond()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1]);
        using IWritableNode node = root.WritableAt("file");

        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Atime = 1_111_111_111_123_456_789, Mtime = 3_000_000_000_000_000_001 }));
        Assert.Equal((1_111_111_111_123_456_789, 3_000_000_000_000_000_001), TimesOf(node));
        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Mtime = 5 }));
        Assert.Equal((1_111_111_111_123_456_789, 5), TimesOf(node));
        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Atime = 6 * Second }));
        Assert.Equal((6 * Second, 5), TimesOf(node));

        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Mtime = NodeChange.Now }));
        (long atime, long mtime) = TimesOf(node);
        Assert.Equal(6 * Second, atime);
        Assert.True(mtime > 1_600_000_000 * Second);
    }

    [Fact]
    public void A_new_file_has_the_time_of_now()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", []);
        using IWritableNode node = root.WritableAt("file");

        (long atime, long mtime) = TimesOf(node);

        long now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        Assert.InRange(atime, now - (3600 * Second), now + (3600 * Second));
        Assert.InRange(mtime, now - (3600 * Second), now + (3600 * Second));
    }

    [Fact]
    public void Modes_are_set_for_new_nodes_and_later()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1], 0x180);
        using IWritableNode node = root.WritableAt("file");
        Assert.Equal(Errno.None, root.MakeDirectory("directory"u8, 0x1c0, out IWritableNode? directory));
        using (directory)
        {
            Assert.Equal(0x180u, node.Attributes().Mode & 0xfff);
            Assert.Equal(0x1c0u, directory!.Attributes().Mode & 0xfff);

            Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Mode = 0x924 }));
            Assert.Equal(Errno.None, directory!.SetAttributes(new NodeChange { Mode = 0x3ff }));

            Assert.Equal(0x924u, node.Attributes().Mode & 0xfff);
            Assert.Equal(0x3ffu, directory.Attributes().Mode & 0xfff);
            Assert.Equal([1], node.Content());
        }
    }

    [Fact]
    public void A_file_that_is_made_unwritable_is_writable_to_who_made_it()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();

        root.Put("file", [1, 2], 0x124);

        Assert.Equal([1, 2], root.ContentAt("file"));
    }

    [Fact]
    public void Nothing_to_set_sets_nothing()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1]);
        using IWritableNode node = root.WritableAt("file");
        NodeAttributes before = node.Attributes();

        Assert.Equal(Errno.None, node.SetAttributes(default));

        Assert.Equal((before.Mode, before.Size, before.Mtime), (node.Attributes().Mode, node.Attributes().Size, node.Attributes().Mtime));
    }

    [Fact]
    public void A_removed_node_stays_or_is_stale_and_never_becomes_another_one()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1, 2, 3]);
        using IWritableNode node = root.WritableAt("file");
        using IContentFile open = node.File();
        Assert.Equal(Errno.None, root.Unlink("file"u8));
        root.Put("file", [9]);

        if (KeepsUnlinked)
        {
            Assert.Equal([1, 2, 3], node.Content());
            Assert.Equal([1, 2, 3], open.Read(0, 10));
            Assert.Equal(0u, node.Attributes().Links);
            Assert.Equal(Errno.ENOENT, root.Link("again"u8, node));
        }
        else
        {
            Assert.Equal(Errno.ESTALE, node.ReadAttributes(StatMask.Basic, out _));
            Assert.Equal(Errno.ESTALE, open.Read(0, new byte[10], out _));
        }
    }

    [Fact]
    public void Files_and_directories_can_be_synced()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1]);
        using IWritableNode node = root.WritableAt("file");
        using IWritableFile file = node.FileForWriting();
        Assert.Equal(Errno.None, root.MakeSymlink("link"u8, "x"u8, out IWritableNode? link));
        using (link)
        {
            Assert.Equal(Errno.EINVAL, link!.Sync());
        }

        Assert.Equal(Errno.None, file.Sync(isDataOnly: true));
        Assert.Equal(Errno.None, file.Sync(isDataOnly: false));
        Assert.Equal(Errno.None, node.Sync());
        Assert.Equal(Errno.None, root.Sync());
    }

    [Fact]
    public void Extended_attributes_are_kept_or_refused()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1]);
        using IWritableNode node = root.WritableAt("file");
        byte[] buffer = new byte[200];

        if (!HasXattrs)
        {
            Assert.Equal(Errno.EOPNOTSUPP, node.SetXattr("user.a"u8, "1"u8, XattrMode.Set));
            Assert.Equal(Errno.EOPNOTSUPP, node.ReadXattr("user.a"u8, buffer, out _));
            Assert.Equal(Errno.EOPNOTSUPP, node.ListXattrs(buffer, out _));
            Assert.Equal(Errno.EOPNOTSUPP, node.RemoveXattr("user.a"u8));
            return;
        }

        Assert.Equal(Errno.ENODATA, node.ReadXattr("user.a"u8, buffer, out _));
        Assert.Equal(Errno.ENODATA, node.SetXattr("user.a"u8, "1"u8, XattrMode.Replace));
        Assert.Equal(Errno.None, node.SetXattr("user.a"u8, "value"u8, XattrMode.Create));
        Assert.Equal(Errno.EEXIST, node.SetXattr("user.a"u8, "1"u8, XattrMode.Create));
        Assert.Equal(Errno.None, node.SetXattr("user.empty"u8, [], XattrMode.Set));
        Assert.Equal(Errno.None, node.ReadXattr("user.a"u8, buffer, out int length));
        Assert.Equal("value"u8, buffer.AsSpan(0, length));
        Assert.Equal(Errno.None, node.ReadXattr("user.a"u8, [], out length));
        Assert.Equal(5, length);
        Assert.Equal(Errno.ERANGE, node.ReadXattr("user.a"u8, buffer.AsSpan(0, 4), out length));
        Assert.Equal(0, length);
        Assert.Equal(["user.a", "user.empty"], Xattrs(node));
        Assert.Equal(Errno.EINVAL, node.ReadXattr(""u8, buffer, out _));
        Assert.Equal(Errno.EINVAL, node.SetXattr("user.\0"u8, [], XattrMode.Set));

        Assert.Equal(Errno.None, node.RemoveXattr("user.a"u8));
        Assert.Equal(Errno.ENODATA, node.RemoveXattr("user.a"u8));
        Assert.Equal(["user.empty"], Xattrs(node));
    }

    [Fact]
    public void Attributes_of_a_link_are_its_own()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1]);
        using IWritableNode file = root.WritableAt("file");
        NodeAttributes before = file.Attributes();
        Assert.Equal(Errno.None, root.MakeSymlink("link"u8, "file"u8, out IWritableNode? link));
        using (link)
        {
            Assert.Equal(Errno.None, link!.SetAttributes(new NodeChange { Mtime = 7 * Second }));
            Assert.Equal(SetsLinkTimes, link.Attributes().Mtime == 7 * Second);
            Assert.Equal(Errno.EINVAL, link.SetAttributes(new NodeChange { Size = 0 }));
            if (LinkXattr.Length > 0)
            {
                Assert.Equal(Errno.None, link.SetXattr(ContentSteps.Bytes(LinkXattr), "own"u8, XattrMode.Set));
                Assert.Equal([LinkXattr], Xattrs(link));
                Assert.Empty(Xattrs(file));
            }
        }

        Assert.Equal(before.Mtime, file.Attributes().Mtime);
        Assert.Equal([1], file.Content());
    }

    private static (long Atime, long Mtime) TimesOf(IContentNode node)
    {
        NodeAttributes attributes = node.Attributes();
        return (attributes.Atime, attributes.Mtime);
    }

    private static List<string> Xattrs(IContentNode node)
    {
        byte[] names = new byte[4096];
        Assert.Equal(Errno.None, node.ListXattrs([], out int needed));
        Assert.Equal(Errno.None, node.ListXattrs(names, out int length));
        Assert.Equal(needed, length);

        // What a security module adds is not the test's.
        return [.. Encoding.Latin1.GetString(names, 0, length).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(static name => !name.StartsWith("security.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }
}
