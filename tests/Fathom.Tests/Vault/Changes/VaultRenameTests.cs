using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Changes;

[SupportedOSPlatform("linux")]
public sealed class VaultRenameTests : IDisposable
{
    private readonly VaultFolder _vault = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _vault.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<RenameMode, bool, bool> Renames()
    {
        TheoryData<RenameMode, bool, bool> renames = [];
        foreach (RenameMode mode in Enum.GetValues<RenameMode>())
        {
            renames.Add(mode, false, false);
            renames.Add(mode, true, false);
        }

        renames.Add(RenameMode.Replace, false, true);
        renames.Add(RenameMode.Replace, true, true);
        return renames;
    }

    [Theory]
    [MemberData(nameof(Renames))]
    public void Renames_of_every_shape_to_every_shape_do_what_they_do_on_disk(RenameMode mode, bool isAcross, bool isPoor)
    {
        CiphertextLimits limits = new() { HasOnlyPlainRenames = isPoor, HasNoHardLinks = isPoor };
        using LocalTree disk = LocalTree.Open(_folder.Path);
        using VaultTree tree = VaultTree.Open(new LimitedTree(LocalTree.Open(_vault.Writer.Folder), limits), VaultWriter.Password);
        using IWritableNode diskRoot = ((IWritableTree)disk).WritableRoot();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        int number = 0;
        foreach (EntryShape source in EntryShape.All)
        {
            foreach (EntryShape? target in EntryShape.All.Append(null))
            {
                foreach (bool isLong in target is null ? [false, true] : new[] { target.IsLong })
                {
                    string name = $"{number++}";
                    EntryShape to = target ?? new EntryShape(EntryKind.Unknown, isLong);
                    (Errno Errno, List<string> Lines) expected = Rename(diskRoot, name, source, to, isAcross, mode);
                    (Errno Errno, List<string> Lines) actual = Rename(root, name, source, to, isAcross, mode);

                    bool isMixed = mode == RenameMode.Exchange && source.Kind != to.Kind && (source.IsLong || to.IsLong) && target is not null;
                    Assert.Equal($"{source} to {to}: {(isMixed ? Errno.EOPNOTSUPP : expected.Errno)}", $"{source} to {to}: {actual.Errno}");
                    Assert.True(isMixed || expected.Lines.SequenceEqual(actual.Lines), $"{source} to {to}: {string.Join('\n', actual.Lines)}");
                }
            }
        }

        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Fact]
    public void A_directory_is_never_moved_below_itself()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        using IWritableNode a = root.PutDirectory("a");
        using IWritableNode b = a.PutDirectory("b");
        using IWritableNode c = b.PutDirectory("c");
        using IWritableNode other = root.PutDirectory("other");
        c.Put("file", [1]);

        Assert.Equal(Errno.EINVAL, root.Rename("a"u8, c, "x"u8, RenameMode.Replace));
        Assert.Equal(Errno.EINVAL, root.Rename("a"u8, a, "x"u8, RenameMode.Replace));
        Assert.Equal(Errno.EINVAL, root.Rename("a"u8, b, "c"u8, RenameMode.Exchange));
        Assert.Equal(Errno.EINVAL, b.Rename("c"u8, root, "a"u8, RenameMode.Exchange));
        Assert.Equal(Errno.ENOTEMPTY, b.Rename("c"u8, root, "a"u8, RenameMode.Replace));
        Assert.Equal(Errno.ENOTEMPTY, c.Rename("file"u8, root, "a"u8, RenameMode.Replace));

        // What is where changes with every rename.
        Assert.Equal(Errno.None, a.Rename("b"u8, other, "b"u8, RenameMode.Replace));
        Assert.Equal(Errno.EINVAL, root.Rename("other"u8, c, "x"u8, RenameMode.Replace));
        Assert.Equal(Errno.None, root.Rename("a"u8, c, "x"u8, RenameMode.Replace));
        Assert.Equal(["other/", "other/b/", "other/b/c/", "other/b/c/file = \u0001", "other/b/c/x/"], EntryShape.Lines(root));
    }

    [Fact]
    public void A_directory_whose_parents_are_let_go_knows_where_it_is()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        using (IWritableNode a = root.PutDirectory("a"))
        {
            a.PutDirectory("b").Dispose();
        }

        IWritableNode b;
        using (IWritableNode a = root.WritableAt("a"))
        {
            b = a.WritableAt("b");
        }

        using (b)
        {
            Assert.Equal(Errno.EINVAL, root.Rename("a"u8, b, "x"u8, RenameMode.Replace));
        }
    }

    [Theory]
    [InlineData(RenameMode.Replace)]
    [InlineData(RenameMode.Exchange)]
    public void A_directory_that_nobody_holds_has_the_number_that_it_had(RenameMode mode)
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        (string from, string to) = (new string('f', 230), new string('t', 230));
        root.PutDirectory(from).Dispose();
        root.PutDirectory(to).Dispose();
        (ulong moved, ulong replaced) = (InodeOf(root, from), InodeOf(root, to));

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(Errno.None, root.Rename(Encoding.ASCII.GetBytes(from), root, Encoding.ASCII.GetBytes(to), mode));
            Assert.Equal(moved, InodeOf(root, to));
            for (int other = 0; other < 8; other++)
            {
                root.PutDirectory($"{i}{other}").Dispose();
                Assert.NotEqual(moved, InodeOf(root, $"{i}{other}"));
            }

            if (mode == RenameMode.Exchange)
            {
                Assert.Equal(replaced, InodeOf(root, from));
            }

            (from, to) = mode == RenameMode.Exchange ? (from, to) : (to, from);
            (moved, replaced) = mode == RenameMode.Exchange ? (replaced, moved) : (moved, replaced);
        }
    }

    [Fact]
    public void A_rename_to_its_own_name_stores_form_C()
    {
        _vault.Writer.MakeFile(VaultFolder.Root, "e\u0301", [1]);
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        byte[] composed = [0xc3, 0xa9];

        Assert.Equal(Errno.EEXIST, root.CreateFile("e\u0301"u8, 0x1a4, true, out _, out _));
        Assert.Equal(Errno.EEXIST, root.Rename("e\u0301"u8, root, "e\u0301"u8, RenameMode.NoReplace));
        Assert.Equal(Errno.None, root.Rename("e\u0301"u8, root, "e\u0301"u8, RenameMode.Replace));

        Assert.Equal(["\u00c3\u00a9"], root.Names());
        Assert.True(File.Exists(_vault.Writer.NodeOf(VaultFolder.Root, composed)));
        Assert.Equal([1], root.ContentAt("\u00c3\u00a9"));
    }

    [Fact]
    public void What_is_replaced_in_another_form_is_gone()
    {
        DirectoryId empty = _vault.Writer.MakeDirectory(VaultFolder.Root, "o\u0308");
        _vault.Writer.MakeFile(VaultFolder.Root, "e\u0301", [1]);
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        root.Put("new", [2]);
        root.PutDirectory("directory").Dispose();

        Assert.Equal(Errno.None, root.Rename("new"u8, root, "e\u0301"u8, RenameMode.Replace));
        Assert.Equal(Errno.None, root.Rename("directory"u8, root, "o\u0308"u8, RenameMode.Replace));

        Assert.Equal(["\u00c3\u00a9 = \u0002", "\u00c3\u00b6/"], EntryShape.Lines(root));
        Assert.False(Directory.Exists(_vault.Writer.ContentOf(empty)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Two_names_of_one_file_both_stay(bool isFirstLong, bool isSecondLong)
    {
        EntryShape first = new(EntryKind.File, isFirstLong);
        EntryShape second = new(EntryKind.File, isSecondLong);
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        first.Make(root, "a", "1");
        using IWritableNode node = root.WritableAt(first.NameOf("a"));
        Assert.Equal(Errno.None, root.Link(ContentSteps.Bytes(second.NameOf("b")), node));

        Errno errno = root.Rename(
            ContentSteps.Bytes(first.NameOf("a")), root, ContentSteps.Bytes(second.NameOf("b")), RenameMode.Replace);

        Assert.Equal(Errno.None, errno);
        Assert.Equal(2, root.Names().Count);
        Assert.Equal(2u, node.Attributes().Links);
    }

    private static (Errno Errno, List<string> Lines) Rename(
        IWritableNode root, string name, EntryShape source, EntryShape target, bool isAcross, RenameMode mode)
    {
        using IWritableNode directory = root.PutDirectory(name);
        using IWritableNode other = isAcross ? root.PutDirectory(name + "b") : root.WritableAt(name);
        source.Make(directory, "s", "source");
        if (target.Kind != EntryKind.Unknown)
        {
            target.Make(other, "t", "target");
        }

        Errno errno = directory.Rename(
            ContentSteps.Bytes(source.NameOf("s")), other, ContentSteps.Bytes(target.NameOf("t")), mode);
        return (errno, [.. EntryShape.Lines(directory), "--", .. EntryShape.Lines(other)]);
    }

    private static ulong InodeOf(IWritableNode directory, string name)
    {
        Assert.Equal(Errno.None, directory.Open(Encoding.ASCII.GetBytes(name), StatMask.Inode, out IContentNode? node, out NodeAttributes attributes));
        node!.Dispose();
        return attributes.Inode;
    }
}
