using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Changes;

/// <summary>What is on disk after a change is what Cryptomator writes.</summary>
[SupportedOSPlatform("linux")]
public sealed class StoredFormTests : IDisposable
{
    private const uint Plain = 0x1a4; // 0644

    private readonly VaultFolder _vault = new();

    public void Dispose() => _vault.Dispose();

    [Theory]
    [InlineData(CipherCombo.SivGcm, 68)]
    [InlineData(CipherCombo.SivCtrMac, 88)]
    public void An_empty_file_is_its_header(CipherCombo cipher, int length)
    {
        using VaultFolder vault = new(cipher);
        using VaultTree tree = vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();

        root.Put("empty", []);

        Assert.Equal(length, new FileInfo(vault.Writer.NodeOf(VaultFolder.Root, "empty"u8)).Length);
        Assert.Empty(root.ContentAt("empty"));
    }

    [Fact]
    public void A_file_whose_name_is_taken_is_not_made_and_leaves_nothing()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        root.Put("file", [1]);
        root.PutDirectory("directory").Dispose();

        foreach (string name in new[] { "file", "directory" })
        {
            Assert.Equal(Errno.EEXIST, root.CreateFile(Encoding.ASCII.GetBytes(name), Plain, true, out IWritableNode? node, out IWritableFile? file));
            Assert.Null(node);
            Assert.Null(file);
        }

        Assert.Equal([1], root.ContentAt("file"));
        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Fact]
    public void A_long_name_stands_in_a_file_beside_the_content()
    {
        byte[] name = Encoding.ASCII.GetBytes(new string('n', 147));
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();

        root.Put(new string('n', 147), [1]);

        string node = _vault.Writer.NodeOf(VaultFolder.Root, name);
        Assert.EndsWith(".c9s", node, StringComparison.Ordinal);
        Assert.Equal(["contents.c9r", "name.c9s"], NamesIn(node));
        Assert.Equal(_vault.Writer.StoredName(VaultFolder.Root, name), File.ReadAllBytes(Path.Combine(node, "name.c9s")));
    }

    [Fact]
    public void A_directory_has_its_id_in_its_node_and_in_its_content()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();

        root.PutDirectory("directory").Dispose();

        string node = _vault.Writer.NodeOf(VaultFolder.Root, "directory"u8);
        byte[] id = File.ReadAllBytes(Path.Combine(node, "dir.c9r"));
        string content = _vault.Writer.ContentOf(new DirectoryId(id));
        Assert.Equal(["dir.c9r"], NamesIn(node));
        Assert.True(Guid.TryParseExact(Encoding.ASCII.GetString(id), "D", out _));
        Assert.Equal(["dirid.c9r"], NamesIn(content));
        Assert.Equal(id, Decrypt(Path.Combine(content, "dirid.c9r")));
    }

    [Fact]
    public void A_link_is_its_target_encrypted()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        byte[] longest = Encoding.ASCII.GetBytes(new string('t', 32767));

        Assert.Equal(Errno.None, root.MakeSymlink("link"u8, longest, out IWritableNode? link));
        link!.Dispose();
        Assert.Equal(Errno.ENAMETOOLONG, root.MakeSymlink("longer"u8, [.. longest, 1], out _));
        Assert.Equal(Errno.EINVAL, root.MakeSymlink("empty"u8, [], out _));

        string node = _vault.Writer.NodeOf(VaultFolder.Root, "link"u8);
        Assert.Equal(["symlink.c9r"], NamesIn(node));
        Assert.Equal(longest, Decrypt(Path.Combine(node, "symlink.c9r")));
        Assert.Equal(["link"], root.Names());
    }

    [Fact]
    public void Names_are_stored_in_form_C()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();

        Assert.Equal(Errno.None, root.CreateFile("e\u0301"u8, Plain, true, out IWritableNode? node, out IWritableFile? file));
        node!.Dispose();
        file!.Dispose();

        Assert.True(File.Exists(_vault.Writer.NodeOf(VaultFolder.Root, "\u00e9"u8)));
    }

    [Fact]
    public void A_directory_that_its_owner_may_not_write_can_be_made()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();

        Assert.Equal(Errno.None, root.MakeDirectory("directory"u8, 0x16d, out IWritableNode? directory));
        using (directory)
        {
            Assert.Equal(0x16du, directory!.Attributes().Mode & 0xfff);
        }

        Assert.Equal(Errno.None, root.RemoveDirectory("directory"u8));
    }

    [Fact]
    public void A_vault_that_is_read_only_refuses_every_change()
    {
        _vault.Writer.MakeFile(VaultFolder.Root, "file", [1]);
        _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        using VaultTree tree = _vault.Open(new VaultOptions { IsReadOnly = true });
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        using IWritableNode file = root.WritableAt("file");

        Assert.True(tree.IsReadOnly);
        Assert.Equal(Errno.EROFS, root.CreateFile("x"u8, Plain, true, out _, out _));
        Assert.Equal(Errno.EROFS, root.CreateFile("file"u8, Plain, false, out _, out _));
        Assert.Equal(Errno.EROFS, root.MakeDirectory("x"u8, Plain, out _));
        Assert.Equal(Errno.EROFS, root.MakeSymlink("x"u8, "t"u8, out _));
        Assert.Equal(Errno.EROFS, root.MakeSpecial("x"u8, EntryKind.Fifo, Plain, 0, out _));
        Assert.Equal(Errno.EROFS, root.Link("x"u8, file));
        Assert.Equal(Errno.EROFS, root.Unlink("file"u8));
        Assert.Equal(Errno.EROFS, root.RemoveDirectory("directory"u8));
        Assert.Equal(Errno.EROFS, root.Rename("file"u8, root, "x"u8, RenameMode.Replace));
        Assert.Equal(Errno.EROFS, file.SetAttributes(new NodeChange { Mode = Plain }));
        Assert.Equal(Errno.EROFS, file.SetXattr("user.a"u8, [], XattrMode.Set));
        Assert.Equal(Errno.EROFS, file.RemoveXattr("user.a"u8));
        Assert.Equal(Errno.EROFS, file.OpenForWriting(out _));
        Assert.Equal(["directory/", "file = \u0001"], EntryShape.Lines(root));
    }

    [Fact]
    public void What_another_program_put_into_a_directory_goes_with_it()
    {
        DirectoryId id = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        string content = _vault.Writer.ContentOf(id);
        Directory.CreateDirectory(Path.Combine(content, "@eaDir", "deeper"));
        File.WriteAllText(Path.Combine(content, "@eaDir", "deeper", "thumb"), "x");
        File.WriteAllText(Path.Combine(content, "fathom-0123456789abcdef.tmp"), "x");
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();

        Assert.Equal(Errno.None, root.RemoveDirectory("directory"u8));

        Assert.False(Directory.Exists(content));
        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Fact]
    public void A_removed_directory_that_is_held_takes_nothing_more()
    {
        using VaultTree tree = _vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        using IWritableNode directory = root.PutDirectory("directory");
        Assert.Equal(Errno.None, root.RemoveDirectory("directory"u8));

        Assert.Equal(Errno.ENOENT, directory.CreateFile("x"u8, Plain, true, out _, out _));
        Assert.Equal(Errno.ENOENT, directory.MakeDirectory("x"u8, Plain, out _));
        Assert.Equal(Errno.ENOENT, directory.Unlink("x"u8));
        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Fact]
    public void A_node_of_another_vault_is_on_another_device()
    {
        using VaultFolder otherVault = new();
        using VaultTree tree = _vault.Open();
        using VaultTree other = otherVault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        using IWritableNode otherRoot = ((IWritableTree)other).WritableRoot();
        root.Put("file", [1]);
        using IWritableNode file = root.WritableAt("file");

        Assert.Equal(Errno.EXDEV, otherRoot.Link("file"u8, file));
        Assert.Equal(Errno.EXDEV, root.Rename("file"u8, otherRoot, "file"u8, RenameMode.Replace));
    }

    [Fact]
    public void Without_renames_that_keep_what_is_there_a_name_is_made_once_all_the_same()
    {
        CiphertextLimits limits = new() { HasOnlyPlainRenames = true };
        using VaultTree tree = VaultTree.Open(new LimitedTree(LocalTree.Open(_vault.Writer.Folder), limits), VaultWriter.Password);
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        int made = 0;

        Deadline.Run(() => Parallel.For(0, 80, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            byte[] name = Encoding.ASCII.GetBytes($"{i % 10}" + new string('n', i % 20 < 10 ? 1 : 200));
            IWritableFile? file = null;
            Errno errno = i % 2 == 0
                ? root.CreateFile(name, Plain, true, out IWritableNode? node, out file)
                : root.MakeDirectory(name, Plain, out node);
            node?.Dispose();
            file?.Dispose();
            Assert.True(errno is Errno.None or Errno.EEXIST, errno.ToString());
            Interlocked.Add(ref made, errno == Errno.None ? 1 : 0);
        }));

        Assert.Equal(20, made);
        VaultFolderChecks.AssertNothingIsLeft(_vault, root);
    }

    [Fact]
    public void A_sync_of_a_directory_reaches_all_parts_of_what_was_made_in_it()
    {
        CiphertextLimits limits = new();
        using VaultTree tree = VaultTree.Open(new LimitedTree(LocalTree.Open(_vault.Writer.Folder), limits), VaultWriter.Password);
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        root.PutDirectory(new string('n', 200)).Dispose();

        Assert.Equal(Errno.None, root.Sync());

        // dir.c9r, name.c9s and the node; dirid.c9r, its directory, the branch and what that is in; the root's content.
        Assert.Equal(8, limits.Syncs);
        Assert.Equal(Errno.None, root.Sync());
        Assert.Equal(9, limits.Syncs);
    }

    private byte[] Decrypt(string path)
    {
        byte[] stored = File.ReadAllBytes(path);
        Assert.Equal(Errno.None, _vault.Writer.Headers.Open(stored, out ChunkCodec? codec));
        using (codec)
        {
            byte[] cleartext = new byte[CipherLayout.ChunkLength];
            int length = stored.Length - _vault.Writer.Headers.Layout.HeaderLength;
            Assert.Equal(Errno.None, codec!.Decrypt(0, stored.AsSpan(^length..), cleartext));
            return cleartext[..(length - _vault.Writer.Headers.Layout.ChunkOverhead)];
        }
    }

    private static string[] NamesIn(string folder) =>
        [.. Directory.GetFileSystemEntries(folder).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
