using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Format;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault;

[SupportedOSPlatform("linux")]
public sealed class VaultTreeTests
{
    [Fact]
    public void A_vault_of_another_program_lists_and_reads_as_its_listing_says()
    {
        using TempFolder folder = new();
        foreach ((string path, byte[] content) in SharedVault.Read().Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At(path))!);
            File.WriteAllBytes(folder.At(path), content);
        }

        using VaultTree tree = VaultTree.Open(LocalTree.Open(folder.Path), SharedVault.Password);
        RecordingSink sink = new(StatMask.Size | StatMask.Target);
        Deadline.Run(() => new Walker(tree, new WalkOptions { Workers = 2 }).Run(sink));
        using IContentNode root = tree.Root();

        int rootLength = tree.RootName.Length;
        string[] lines = [.. sink.Entries.Where(pair => pair.Key.Length > rootLength).Select(pair => Line(root, pair.Key[rootLength..], pair.Value))];
        Assert.Empty(sink.Errors);
        Assert.Equal(SharedVault.Listing.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_directory_inside_of_itself_is_held_and_leads_nowhere()
    {
        using VaultFolder vault = new();
        DirectoryId outer = vault.Writer.MakeDirectory(VaultFolder.Root, "outer");
        DirectoryId inner = vault.Writer.MakeDirectory(outer, "inner");
        vault.Writer.MakeDirectory(inner, "again"u8, outer);
        vault.Writer.MakeDirectory(inner, "itself"u8, inner);
        using VaultTree tree = vault.Open();
        using IWritableNode root = ((IWritableTree)tree).WritableRoot();
        using IWritableNode above = root.WritableAt("outer");
        using IWritableNode directory = above.WritableAt("inner");
        directory.List(StatMask.None, (batch, index) =>
        {
            Assert.Equal(Errno.None, directory.Open(batch, index, out IContentNode? node));
            AssertLeadsNowhere((IWritableNode)node!);
            AssertLeadsNowhere(directory.WritableAt(Encoding.ASCII.GetString(batch.Name(index))));
        });
    }

    private static void AssertLeadsNowhere(IWritableNode node)
    {
        using (node)
        {
            Assert.Equal(EntryKind.Directory, node.Kind);
            Assert.Equal(Errno.None, node.ReadAttributes(StatMask.Mode, out _));
            Assert.Equal(Errno.ELOOP, node.OpenListing(StatMask.None, out _));
            Assert.Equal(Errno.ELOOP, node.Find("inner"));
            Assert.Equal(Errno.ELOOP, node.MakeDirectory("new"u8, 0x1ed, out _));
        }
    }

    [Fact]
    public void A_wrong_password_and_a_folder_without_a_vault_are_told_apart()
    {
        using VaultFolder vault = new();
        using TempFolder empty = new();

        Assert.Equal(VaultErrorKind.WrongPassword, Refusal(vault.Writer.Folder, "wrong"u8).Kind);
        VaultException missing = Refusal(empty.Path, VaultWriter.Password);
        Assert.Equal(VaultErrorKind.Missing, missing.Kind);
        Assert.Equal($"{empty.Path}/vault.cryptomator", Encoding.UTF8.GetString(missing.Path));
        Assert.Contains("no vault here", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("masterkey.cryptomator", "backup")]
    [InlineData("d", "not complete")]
    public void A_vault_that_lacks_a_part_says_which(string part, string advice)
    {
        using VaultFolder vault = new();
        Directory.Move(vault.Writer.At(part), vault.Writer.At("moved"));

        VaultException refusal = Refusal(vault.Writer.Folder, VaultWriter.Password);

        Assert.Equal(VaultErrorKind.Missing, refusal.Kind);
        Assert.Contains(vault.Writer.At(part), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vault_without_the_content_of_its_root_is_refused()
    {
        using VaultFolder vault = new();
        Directory.Delete(vault.Writer.ContentOf(VaultFolder.Root), recursive: true);

        VaultException refusal = Refusal(vault.Writer.Folder, VaultWriter.Password);

        Assert.Contains(vault.Writer.ContentOf(VaultFolder.Root), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_of_another_vault_is_refused()
    {
        using VaultFolder vault = new();
        using VaultFolder other = new();
        File.Copy(other.Writer.At("vault.cryptomator"), vault.Writer.At("vault.cryptomator"), overwrite: true);

        Assert.Equal(VaultErrorKind.Forged, Refusal(vault.Writer.Folder, VaultWriter.Password).Kind);
    }

    [Fact]
    public void A_file_that_is_too_long_to_be_one_of_a_vault_is_refused()
    {
        using VaultFolder vault = new();
        File.AppendAllText(vault.Writer.At("vault.cryptomator"), new string(' ', 1 << 20));

        VaultException refusal = Refusal(vault.Writer.Folder, VaultWriter.Password);

        Assert.Equal(VaultErrorKind.Malformed, refusal.Kind);
        Assert.Contains("more than 16384", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replaced_directory_id_leads_to_that_directory_and_to_none_of_another_vault()
    {
        using VaultFolder vault = new();
        DirectoryId id = vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        vault.Writer.MakeFile(id, "file", [1]);
        File.WriteAllBytes(Path.Combine(vault.Writer.NodeOf(VaultFolder.Root, "directory"u8), "dir.c9r"), DirectoryId.Create().Bytes.ToArray());

        RecordingSink sink = vault.Walk();

        Assert.Equal(["V Directory", "V/directory Directory"], VaultFolder.Lines(sink));
        Assert.Equal(["V/directory OpenDirectory ENOENT"], VaultFolder.Errors(sink));
    }

    private static VaultException Refusal(string folder, ReadOnlySpan<byte> password)
    {
        using LocalTree ciphertext = LocalTree.Open(folder);
        byte[] copy = password.ToArray();
        return Assert.Throws<VaultException>(() => VaultTree.Open(ciphertext, copy));
    }

    private static string Line(IContentNode root, string path, Recorded entry)
    {
        string shown = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(path));
        if (entry.Kind != EntryKind.File)
        {
            return entry.Kind == EntryKind.Directory ? $"D {shown}" : $"L {shown} -> {entry.Target}";
        }

        byte[] content = ContentAt(root, path);
        Assert.Equal(entry.Size, content.Length);
        return $"F {shown} {content.Length} {Convert.ToHexStringLower(SHA256.HashData(content))}";
    }

    private static byte[] ContentAt(IContentNode root, string path)
    {
        IContentNode node = root;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            IContentNode next = node.At(name);
            if (node != root)
            {
                node.Dispose();
            }

            node = next;
        }

        using (node)
        {
            return node.Content();
        }
    }
}
