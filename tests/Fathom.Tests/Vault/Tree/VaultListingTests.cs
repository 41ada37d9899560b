using System.Runtime.Versioning;
using System.Text;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Tree;

[SupportedOSPlatform("linux")]
public sealed class VaultListingTests : IDisposable
{
    private readonly VaultFolder _vault = new();

    public void Dispose() => _vault.Dispose();

    [Theory]
    [InlineData(146)]
    [InlineData(147)]
    [InlineData(250)]
    public void Long_names_of_files_directories_and_links_are_listed_and_opened(int length)
    {
        string tail = new('n', length - 1);
        _vault.Writer.MakeFile(VaultFolder.Root, "f" + tail, [1, 2]);
        DirectoryId directory = _vault.Writer.MakeDirectory(VaultFolder.Root, "d" + tail);
        _vault.Writer.MakeFile(directory, "inside", [3]);
        _vault.Writer.MakeLink(VaultFolder.Root, Encoding.ASCII.GetBytes("l" + tail), "to"u8);

        RecordingSink sink = _vault.Walk(StatMask.Basic | StatMask.Target);

        Assert.Equal(
            ["V Directory", $"V/d{tail} Directory", $"V/d{tail}/inside File", $"V/f{tail} File", $"V/l{tail} Symlink"], VaultFolder.Lines(sink));
        Assert.Equal((2, "to"), (sink.Entries["V/f" + tail].Size, sink.Entries["V/l" + tail].Target));
        using VaultTree tree = _vault.Open();
        using IContentNode root = tree.Root();
        using IContentNode opened = root.At("d" + tail);
        Assert.Equal([1, 2], root.ContentAt("f" + tail));
        Assert.Equal([3], opened.ContentAt("inside"));
    }

    [Fact]
    public void A_name_that_was_stored_in_form_D_is_listed_and_opened_as_it_is()
    {
        _vault.Writer.MakeFile(VaultFolder.Root, "cafe\u0301", [1]);
        _vault.Writer.MakeFile(VaultFolder.Root, "\u00fcber", [2]);
        using VaultTree tree = _vault.Open();
        using IContentNode root = tree.Root();
        string[] names = ["cafe\u0301", "\u00fcber"];

        Assert.Equal(names.Select(Latin1), root.Names());
        Assert.Equal([1], root.ContentAt(Latin1("cafe\u0301")));
        Assert.Equal([2], root.ContentAt(Latin1("\u00fcber")));

        // Cryptomator would have stored form C, so what is asked for in form D means that too.
        Assert.Equal([2], root.ContentAt(Latin1("u\u0308ber")));
    }

    [Fact]
    public void A_name_of_another_directory_is_an_error_under_its_stored_name()
    {
        DirectoryId directory = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        string moved = _vault.Writer.MakeFile(directory, "file", [1]);
        string name = Path.GetFileName(moved);
        File.Move(moved, Path.Combine(_vault.Writer.ContentOf(VaultFolder.Root), name));

        RecordingSink sink = _vault.Walk();

        Assert.Equal(["V Directory", $"V/{name} EBADMSG", "V/directory Directory"], VaultFolder.Lines(sink).OrderBy(static line => line.Contains("directory", StringComparison.Ordinal)).ThenBy(static line => line.Length));
        Assert.Equal([$"V/{name} Stat EBADMSG"], VaultFolder.Errors(sink));
    }

    [Fact]
    public void What_has_no_suffix_of_a_vault_is_not_there()
    {
        string content = _vault.Writer.ContentOf(VaultFolder.Root);
        File.WriteAllText(Path.Combine(content, ".DS_Store"), "");
        File.WriteAllText(Path.Combine(content, "note.txt"), "");
        _vault.Writer.MakeFile(VaultFolder.Root, "file", []);

        Assert.Equal(["V Directory", "V/file File"], _vault.Lines());
    }

    [Fact]
    public void A_node_that_stands_for_nothing_is_an_error_under_its_name()
    {
        Directory.CreateDirectory(_vault.Writer.NodeOf(VaultFolder.Root, "nothing"u8));
        File.CreateSymbolicLink(_vault.Writer.NodeOf(VaultFolder.Root, "link of the ciphertext"u8), "/etc/passwd");
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(_vault.Writer.NodeOf(VaultFolder.Root, "the root inside"u8)).FullName, "dir.c9r"), []);
        File.WriteAllBytes(_vault.Writer.NodeOf(VaultFolder.Root, "cut"u8), new byte[67]);

        Assert.Equal(
            ["V Directory", "V/cut EBADMSG", "V/link of the ciphertext EBADMSG", "V/nothing EBADMSG", "V/the root inside EBADMSG"], _vault.Lines());
    }

    [Fact]
    public void A_conflict_has_the_name_if_that_is_free_and_another_one_if_not()
    {
        string free = _vault.Writer.MakeFile(VaultFolder.Root, "free", [1]);
        string taken = _vault.Writer.MakeFile(VaultFolder.Root, "taken", [2]);
        File.Move(free, free.Replace(".c9r", " (conflict from laptop).c9r", StringComparison.Ordinal));
        File.WriteAllBytes(taken.Replace(".c9r", " (1).c9r", StringComparison.Ordinal), _vault.Writer.Encrypt([3]));
        File.WriteAllBytes(taken.Replace(".c9r", " (2).c9r", StringComparison.Ordinal), _vault.Writer.Encrypt([4]));
        using VaultTree tree = _vault.Open();
        using IContentNode root = tree.Root();

        Assert.Equal(["free", "taken", "taken (1)", "taken (2)"], root.Names());
        Assert.Equal([1], root.ContentAt("free"));
        Assert.Equal([2], root.ContentAt("taken"));
        Assert.Equal(new byte[] { 3, 4 }, new[] { root.ContentAt("taken (1)")[0], root.ContentAt("taken (2)")[0] }.Order());
    }

    [Fact]
    public void A_conflict_that_is_the_same_directory_or_link_is_shown_once()
    {
        DirectoryId id = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        string link = Path.GetDirectoryName(_vault.Writer.MakeLink(VaultFolder.Root, "link"u8, "target"u8))!;
        string other = Directory.CreateDirectory(_vault.Writer.NodeOf(VaultFolder.Root, "directory"u8).Replace(".c9r", " (1).c9r", StringComparison.Ordinal)).FullName;
        File.WriteAllBytes(Path.Combine(other, "dir.c9r"), id.Bytes.ToArray());
        string second = Directory.CreateDirectory(link.Replace(".c9r", " (1).c9r", StringComparison.Ordinal)).FullName;
        File.Copy(Path.Combine(link, "symlink.c9r"), Path.Combine(second, "symlink.c9r"));

        Assert.Equal(["V Directory", "V/directory Directory", "V/link Symlink"], _vault.Lines());
    }

    [Fact]
    public void A_shortened_name_that_was_renamed_keeps_its_name()
    {
        string name = new('n', 200);
        string node = Path.GetDirectoryName(_vault.Writer.MakeFile(VaultFolder.Root, name, [7]))!;
        Directory.Move(node, node.Replace(".c9s", " (1).c9s", StringComparison.Ordinal));
        using VaultTree tree = _vault.Open();
        using IContentNode root = tree.Root();

        Assert.Equal([name], root.Names());
        Assert.Equal([7], root.ContentAt(name));
    }

    [Fact]
    public void A_shortened_name_without_its_whole_one_is_an_error_under_its_stored_name()
    {
        string node = Path.GetDirectoryName(_vault.Writer.MakeFile(VaultFolder.Root, new string('n', 200), [7]))!;
        File.Delete(Path.Combine(node, "name.c9s"));

        Assert.Equal(["V Directory", $"V/{Path.GetFileName(node)} EBADMSG"], _vault.Lines());
    }

    [Fact]
    public void A_directory_without_its_own_id_is_listed()
    {
        DirectoryId id = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        _vault.Writer.MakeFile(id, "file", [1]);
        File.Delete(Path.Combine(_vault.Writer.ContentOf(id), "dirid.c9r"));

        Assert.Equal(["V Directory", "V/directory Directory", "V/directory/file File"], _vault.Lines());
    }

    [Fact]
    public void Attributes_are_those_of_the_file_the_content_and_the_link()
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        DirectoryId id = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        string file = _vault.Writer.MakeFile(VaultFolder.Root, "file", new byte[100_000]);
        string link = _vault.Writer.MakeLink(VaultFolder.Root, "link"u8, "target"u8);
        DateTime time = new(2020, 5, 6, 7, 8, 9, DateTimeKind.Utc);
        File.SetUnixFileMode(file, Private);
        File.SetUnixFileMode(link, Private);
        File.SetLastWriteTimeUtc(file, time);
        File.SetLastWriteTimeUtc(link, time);
        Directory.SetLastWriteTimeUtc(_vault.Writer.ContentOf(id), time);
        long expected = (time - DateTime.UnixEpoch).Ticks * 100;

        RecordingSink sink = _vault.Walk(StatMask.Basic);

        Assert.Equal([expected, expected, expected], new[] { "file", "directory", "link" }.Select(name => sink.Entries[$"V/{name}"].Mtime));
        Assert.Equal((0x8180u, 100_000L), (sink.Entries["V/file"].Mode, sink.Entries["V/file"].Size));
        Assert.Equal((0xa1ffu, 6L), (sink.Entries["V/link"].Mode, sink.Entries["V/link"].Size));
        Assert.Equal(new FileInfo(file).Length / 4096 * 4096, sink.Entries["V/file"].Allocated, 8192.0);
    }

    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
