using System.Text.Unicode;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>What every tree must do that can be changed. Names are changed here, nodes and content in the other files.</summary>
public abstract partial class WritableConformance
{
    private const uint Plain = 0x1a4; // 0644

    /// <summary>A tree whose root is an empty directory.</summary>
    protected abstract IWritableTree Open();

    /// <summary>Renames can keep what is there, or exchange.</summary>
    protected virtual bool HasAllRenames => true;

    /// <summary>A node that is held outlives its last name.</summary>
    protected virtual bool KeepsUnlinked => true;

    /// <summary>Names are text: bytes that are no UTF-8 are refused.</summary>
    protected virtual bool NamesAreText => false;

    [Fact]
    public void A_name_that_is_there_is_not_made_again()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1, 2, 3]);
        root.PutDirectory("directory").Dispose();
        Assert.Equal(Errno.None, root.MakeSymlink("link"u8, "nowhere"u8, out IWritableNode? link));
        link!.Dispose();

        foreach (string name in new[] { "file", "directory", "link" })
        {
            Assert.Equal(Errno.EEXIST, root.CreateFile(ContentSteps.Bytes(name), Plain, true, out IWritableNode? node, out IWritableFile? file));
            Assert.Null(node);
            Assert.Null(file);
            Assert.Equal(Errno.EEXIST, root.MakeDirectory(ContentSteps.Bytes(name), Plain, out _));
            Assert.Equal(Errno.EEXIST, root.MakeSymlink(ContentSteps.Bytes(name), "x"u8, out _));
        }

        Assert.Equal([1, 2, 3], root.ContentAt("file"));
    }

    [Fact]
    public void A_file_can_be_made_and_given_attributes_without_its_node_or_the_tree_says_that_it_cannot()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        Errno errno = root.CreateNew("new"u8, 0x180, out IWritableFile? file);
        if (errno == Errno.EOPNOTSUPP)
        {
            Assert.Null(file);
            Assert.Equal(Errno.ENOENT, root.Find("new"));
            return;
        }

        Assert.Equal(Errno.None, errno);
        using (file)
        {
            file!.WriteAll(0, [1, 2]);
            Assert.Equal(Errno.None, file!.SetAttributes(new NodeChange { Mode = 0x1a0, Mtime = -1_500_000_000 }));
            Assert.Equal(Errno.EINVAL, file.SetAttributes(new NodeChange { Size = 1 }));
        }

        Assert.Equal([1, 2], root.ContentAt("new"));
        Assert.Equal(Errno.None, root.Open("new"u8, NodeAttributes.All, out IContentNode? node, out NodeAttributes attributes));
        node!.Dispose();
        Assert.Equal((0x1a0u, -1_500_000_000), (attributes.Mode & 0xfff, attributes.Mtime));
        Assert.Equal(Errno.EEXIST, root.CreateNew("new"u8, 0x180, out file));
        Assert.Null(file);
    }

    [Fact]
    public void Files_and_directories_open_by_name_only_as_what_they_are()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1, 2, 3]);
        root.PutDirectory("directory").Dispose();
        Assert.Equal(Errno.None, root.MakeSymlink("link"u8, "file"u8, out IWritableNode? link));
        link!.Dispose();

        Assert.Equal(Errno.None, root.OpenFile("file"u8, StatMask.Size, out IContentFile? file, out NodeAttributes attributes));
        using (file)
        {
            Assert.Equal([1, 2, 3], file!.Read(0, 10));
            Assert.Equal((3, EntryKind.File), (attributes.Size, attributes.Kind));
        }

        Assert.Equal(Errno.EISDIR, root.OpenFile("directory"u8, StatMask.None, out file, out _));
        Assert.Equal(Errno.EINVAL, root.OpenFile("link"u8, StatMask.None, out file, out _));
        Assert.Equal(Errno.ENOENT, root.OpenFile("nothing"u8, StatMask.None, out file, out _));
        Assert.Null(file);

        Assert.Equal(Errno.None, root.OpenDirectory("directory"u8, out IContentNode? directory));
        using (directory)
        {
            Assert.Equal(EntryKind.Directory, directory!.Kind);
        }

        Assert.Equal(Errno.ENOTDIR, root.OpenDirectory("file"u8, out directory));
        Assert.Equal(Errno.ENOTDIR, root.OpenDirectory("link"u8, out directory));
        Assert.Equal(Errno.ENOENT, root.OpenDirectory("nothing"u8, out directory));
        Assert.Null(directory);
    }

    [Fact]
    public void Creating_a_file_that_is_there_opens_it_as_it_is()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1, 2, 3], 0x1a0);
        root.PutDirectory("directory").Dispose();
        Assert.Equal(Errno.None, root.MakeSymlink("link"u8, "elsewhere"u8, out IWritableNode? link));
        link!.Dispose();

        Assert.Equal(Errno.None, root.CreateFile("file"u8, 0x1ff, false, out IWritableNode? node, out IWritableFile? file));
        using (node)
        using (file)
        {
            Assert.Equal([1, 2, 3], file!.Read(0, 10));
            Assert.Equal(0x1a0u, node!.Attributes().Mode & 0xfff);
            file!.WriteAll(1, [9]);
        }

        Assert.Equal([1, 9, 3], root.ContentAt("file"));
        Assert.Equal(Errno.EISDIR, root.CreateFile("directory"u8, Plain, false, out _, out _));
        Assert.Equal(Errno.EINVAL, root.CreateFile("link"u8, Plain, false, out _, out _));
        Assert.Equal(Errno.ENOENT, root.Find("elsewhere"));
    }

    [Fact]
    public void Of_many_that_create_one_name_exclusively_one_succeeds()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        int made = 0;

        Deadline.Run(() => Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            Errno errno = root.CreateFile(ContentSteps.Bytes($"name{i % 10}"), Plain, true, out IWritableNode? node, out IWritableFile? file);
            node?.Dispose();
            file?.Dispose();
            Assert.True(errno is Errno.None or Errno.EEXIST, errno.ToString());
            Interlocked.Add(ref made, errno == Errno.None ? 1 : 0);
        }));

        Assert.Equal(10, made);
    }

    [Fact]
    public void What_is_made_can_be_used_at_once()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        using IWritableNode directory = root.PutDirectory("directory");
        using IWritableNode inner = directory.PutDirectory("inner");
        inner.Put("file", [7]);
        Assert.Equal(Errno.None, inner.MakeSymlink("link"u8, "../\u00ff"u8, out IWritableNode? link));
        using (link)
        {
            Assert.Equal(EntryKind.Symlink, link!.Kind);
            Assert.Equal(Errno.None, link.ReadTarget(out byte[] target));
            Assert.Equal("../\u00ff"u8, target);
        }

        Assert.Equal(EntryKind.Directory, inner.Kind);
        Assert.Equal(["file", "link"], inner.Names());
        Assert.Equal(Errno.EINVAL, inner.MakeSymlink("empty"u8, [], out _));
    }

    [Fact]
    public void Names_that_are_made_are_bytes()
    {
        string[] all = [" ", "\n", "-rf", "...", "\u00c3\u00a9", "\u00e9", "\u00ff\u00fe", new string('n', 255), new string('\u00f0', 255)];
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        string[] refused = NamesAreText ? [.. all.Where(static name => !Utf8.IsValid(ContentSteps.Bytes(name)))] : [];
        string[] names = [.. all.Except(refused)];
        Assert.All(refused, name => Assert.Equal(Errno.EILSEQ, root.CreateFile(ContentSteps.Bytes(name), Plain, false, out _, out _)));
        Assert.All(refused, name => Assert.Equal(Errno.EILSEQ, root.MakeDirectory(ContentSteps.Bytes(name), Plain, out _)));

        Assert.All(names.Index(), item => root.Put(item.Item, [(byte)item.Index]));

        Assert.Equal(names.Order(StringComparer.Ordinal), root.Names());
        Assert.All(names.Index(), item => Assert.Equal([(byte)item.Index], root.ContentAt(item.Item)));
        Assert.All(names, name => Assert.Equal(Errno.None, root.Unlink(ContentSteps.Bytes(name))));
        Assert.Empty(root.Names());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\0")]
    public void What_is_no_name_changes_nothing(string text)
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        using IWritableNode a = root.PutDirectory("a");
        root.Put("file", [1]);
        using IWritableNode file = root.WritableAt("file");
        byte[] name = ContentSteps.Bytes(text);

        Assert.Equal(Errno.EINVAL, root.CreateFile(name, Plain, false, out _, out _));
        Assert.Equal(Errno.EINVAL, root.MakeDirectory(name, Plain, out _));
        Assert.Equal(Errno.EINVAL, root.MakeSymlink(name, "x"u8, out _));
        Assert.Equal(Errno.EINVAL, root.MakeSpecial(name, EntryKind.Fifo, Plain, 0, out _));
        Assert.Equal(Errno.EINVAL, root.Link(name, file));
        Assert.Equal(Errno.EINVAL, root.Unlink(name));
        Assert.Equal(Errno.EINVAL, root.RemoveDirectory(name));
        Assert.Equal(Errno.EINVAL, root.Rename(name, root, "to"u8, RenameMode.Replace));
        Assert.Equal(Errno.EINVAL, root.Rename("file"u8, root, name, RenameMode.Replace));
        Assert.Equal(["a", "file"], root.Names());
        Assert.Empty(a.Names());
    }

    [Fact]
    public void A_name_that_is_too_long_is_refused()
    {
        byte[] name = ContentSteps.Bytes(new string('n', 2000));
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();

        Assert.Equal(Errno.ENAMETOOLONG, root.CreateFile(name, Plain, true, out _, out _));
        Assert.Equal(Errno.ENAMETOOLONG, root.MakeDirectory(name, Plain, out _));
        Assert.Empty(root.Names());
    }

    [Fact]
    public void Names_are_changed_only_in_directories()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1]);
        using IWritableNode file = root.WritableAt("file");

        Assert.Equal(Errno.ENOTDIR, file.CreateFile("x"u8, Plain, true, out _, out _));
        Assert.Equal(Errno.ENOTDIR, file.MakeDirectory("x"u8, Plain, out _));
        Assert.Equal(Errno.ENOTDIR, file.Unlink("x"u8));
        Assert.Equal(Errno.ENOTDIR, root.Rename("file"u8, file, "x"u8, RenameMode.Replace));
    }

    [Fact]
    public void A_name_is_removed_by_the_call_for_its_kind()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        using IWritableNode full = root.PutDirectory("full");
        full.Put("file", [1]);
        root.Put("file", [1]);

        Assert.Equal(Errno.EISDIR, root.Unlink("full"u8));
        Assert.Equal(Errno.ENOTEMPTY, root.RemoveDirectory("full"u8));
        Assert.Equal(Errno.ENOTDIR, root.RemoveDirectory("file"u8));
        Assert.Equal(Errno.ENOENT, root.Unlink("absent"u8));
        Assert.Equal(Errno.ENOENT, root.RemoveDirectory("absent"u8));
        Assert.Equal(["file", "full"], root.Names());

        Assert.Equal(Errno.None, full.Unlink("file"u8));
        Assert.Equal(Errno.None, root.RemoveDirectory("full"u8));
        Assert.Equal(Errno.None, root.Unlink("file"u8));
        Assert.Empty(root.Names());
    }

    [Fact]
    public void A_hard_link_is_the_same_node()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        using IWritableNode directory = root.PutDirectory("directory");
        root.Put("first", [1]);
        using IWritableNode node = root.WritableAt("first");
        Assert.Equal(Errno.None, root.Rename("first"u8, root, "renamed"u8, RenameMode.Replace));

        Assert.Equal(Errno.None, directory.Link("second"u8, node));

        using IWritableNode second = directory.WritableAt("second");
        Assert.Equal(node.Attributes().Id, second.Attributes().Id);
        Assert.Equal(2u, second.Attributes().Links);
        Assert.Equal(Errno.EEXIST, directory.Link("second"u8, node));
        Assert.Equal(Errno.EPERM, root.Link("third"u8, directory));
        Assert.Equal(Errno.None, root.Unlink("renamed"u8));
        Assert.Equal(1u, second.Attributes().Links);
        Assert.Equal([1], node.Content());
    }

    [Fact]
    public void A_rename_replaces_what_has_the_name()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        using IWritableNode from = root.PutDirectory("from");
        using IWritableNode to = root.PutDirectory("to");
        from.Put("file", [1]);
        from.PutDirectory("directory").Dispose();
        to.Put("file", [2, 2]);
        to.PutDirectory("directory").Dispose();
        using IWritableNode full = to.PutDirectory("full");
        full.Put("x", []);
        using IWritableNode file = from.WritableAt("file");

        Assert.Equal(Errno.None, from.Rename("file"u8, to, "file"u8, RenameMode.Replace));
        Assert.Equal(Errno.None, from.Rename("directory"u8, to, "directory"u8, RenameMode.Replace));

        Assert.Empty(from.Names());
        Assert.Equal([1], to.ContentAt("file"));
        Assert.Equal([1], file.Content());
        Assert.Equal(Errno.ENOENT, from.Rename("file"u8, to, "file"u8, RenameMode.Replace));
        Assert.Contains(to.Rename("directory"u8, to, "full"u8, RenameMode.Replace), new[] { Errno.ENOTEMPTY, Errno.EEXIST });
        Assert.Equal(Errno.EINVAL, root.Rename("to"u8, full, "below"u8, RenameMode.Replace));
        Assert.Equal(["directory", "file", "full"], to.Names());
    }

    [Fact]
    public void A_rename_that_may_not_replace_does_not()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("a", [1]);
        root.Put("b", [2]);

        Errno taken = root.Rename("a"u8, root, "b"u8, RenameMode.NoReplace);
        Errno free = root.Rename("a"u8, root, "c"u8, RenameMode.NoReplace);

        Assert.Equal(HasAllRenames ? (Errno.EEXIST, Errno.None) : (Errno.EOPNOTSUPP, Errno.EOPNOTSUPP), (taken, free));
        Assert.Equal(HasAllRenames ? ["b", "c"] : ["a", "b"], root.Names());
        Assert.Equal([2], root.ContentAt("b"));
    }

    [Fact]
    public void An_exchange_swaps_two_names()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        using IWritableNode directory = root.PutDirectory("directory");
        directory.Put("inside", [1]);
        root.Put("file", [2]);

        Errno swapped = root.Rename("file"u8, root, "directory"u8, RenameMode.Exchange);
        Errno absent = root.Rename("file"u8, root, "absent"u8, RenameMode.Exchange);

        Assert.Equal(HasAllRenames ? (Errno.None, Errno.ENOENT) : (Errno.EOPNOTSUPP, Errno.EOPNOTSUPP), (swapped, absent));
        using IWritableNode moved = root.WritableAt(HasAllRenames ? "file" : "directory");
        Assert.Equal(["inside"], moved.Names());
        Assert.Equal([2], root.ContentAt(HasAllRenames ? "directory" : "file"));
    }
}
