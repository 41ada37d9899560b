using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Changes;

/// <summary>Who cannot read a node can remove it.</summary>
[SupportedOSPlatform("linux")]
public sealed class DamagedNodeTests : IDisposable
{
    private readonly VaultFolder _vault = new();

    public void Dispose() => _vault.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_node_that_stands_for_nothing_is_removed_by_either_call(bool isUnlink)
    {
        Directory.CreateDirectory(_vault.Writer.NodeOf(VaultFolder.Root, "empty"u8));
        string unread = _vault.Writer.NodeOf(VaultFolder.Root, "unread"u8);
        Directory.CreateDirectory(unread);
        File.WriteAllBytes(Path.Combine(unread, "dir.c9r"), []);
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();

        Assert.Equal(Errno.EBADMSG, root.Find("empty"));
        Assert.Equal(Errno.None, isUnlink ? root.Unlink("empty"u8) : root.RemoveDirectory("empty"u8));
        Assert.Equal(Errno.None, isUnlink ? root.Unlink("unread"u8) : root.RemoveDirectory("unread"u8));

        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(68 + 3, 1)]
    [InlineData(68 + 32796 + 27, 32769)]
    public void A_file_that_is_cut_can_be_held_and_removed_and_not_be_read_to_its_end(int length, long size)
    {
        string path = _vault.Writer.MakeFile(VaultFolder.Root, "file", new byte[40000]);
        using (FileStream file = new(path, FileMode.Open))
        {
            file.SetLength(length);
        }

        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();

        Assert.Equal(Errno.None, root.Open("file"u8, StatMask.Basic, out IContentNode? node, out NodeAttributes attributes));
        using (node)
        {
            Assert.Equal(size, attributes.Size);
            Assert.Equal(Errno.EBADMSG, node!.ReadAttributes(StatMask.Size, out _));
            Assert.Equal(Errno.None, node.ReadAttributes(StatMask.Mode, out _));
            Errno errno = node.OpenFile(out IContentFile? opened);
            using (opened)
            {
                Assert.Equal(Errno.EBADMSG, errno == Errno.None ? opened!.Read(0, new byte[size], out _) : errno);
            }
        }

        Assert.Equal(Errno.None, root.Unlink("file"u8));
        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Fact]
    public void A_directory_whose_content_is_missing_is_removed()
    {
        DirectoryId id = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        Directory.Delete(_vault.Writer.ContentOf(id), recursive: true);
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();

        Assert.Equal(Errno.EISDIR, root.Unlink("directory"u8));
        Assert.Equal(Errno.None, root.RemoveDirectory("directory"u8));

        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Fact]
    public void A_damaged_node_is_renamed_where_it_need_not_be_made_anew()
    {
        Directory.CreateDirectory(_vault.Writer.NodeOf(VaultFolder.Root, "empty"u8));
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();

        Assert.Equal(Errno.EBADMSG, root.Rename("empty"u8, root, ContentSteps.Bytes(new string('n', 200)), RenameMode.Replace));
        Assert.Equal(Errno.None, root.Rename("empty"u8, root, "other"u8, RenameMode.Replace));
        root.Put("file", [1]);
        Assert.Equal(Errno.None, root.Rename("file"u8, root, "other"u8, RenameMode.Replace));

        Assert.Equal(["other = \u0001"], EntryShape.Lines(root));
        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Fact]
    public void A_file_of_a_conflict_is_removed_and_renamed_by_the_name_that_it_is_shown_with()
    {
        string stored = _vault.Writer.MakeFile(VaultFolder.Root, "file", [1]);
        foreach (string suffix in new[] { " (one)", " (two)" })
        {
            File.Copy(stored, stored.Replace(".c9r", $"{suffix}.c9r", StringComparison.Ordinal));
        }

        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        Assert.Equal(["file", "file (1)", "file (2)"], root.Names());

        Assert.Equal(Errno.EEXIST, root.CreateFile("file (1)"u8, 0x1a4, true, out _, out _));
        Assert.Equal(Errno.None, root.Unlink("file (1)"u8));
        Assert.Equal(Errno.None, root.Rename("file (2)"u8, root, "kept"u8, RenameMode.Replace));

        Assert.Equal(["file = \u0001", "kept = \u0001"], EntryShape.Lines(root));
    }
}
