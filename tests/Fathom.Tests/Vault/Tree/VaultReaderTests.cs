using System.Runtime.Versioning;
using System.Text;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Tree;

[SupportedOSPlatform("linux")]
public sealed class VaultReaderTests : IDisposable
{
    private readonly VaultFolder _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void A_directory_inside_of_itself_is_a_loop_that_is_entered_once()
    {
        DirectoryId outer = _vault.Writer.MakeDirectory(VaultFolder.Root, "outer");
        DirectoryId inner = _vault.Writer.MakeDirectory(outer, "inner");
        _vault.Writer.MakeDirectory(inner, "again"u8, outer);
        _vault.Writer.MakeDirectory(inner, "itself"u8, inner);

        RecordingSink sink = _vault.Walk();

        Assert.Equal(
            ["V", "V/outer", "V/outer/inner", "V/outer/inner/again", "V/outer/inner/itself"], sink.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["V/outer/inner/again Loop ELOOP", "V/outer/inner/itself Loop ELOOP"], VaultFolder.Errors(sink));
    }

    [Fact]
    public void Two_names_of_one_directory_are_both_listed()
    {
        DirectoryId id = _vault.Writer.MakeDirectory(VaultFolder.Root, "one");
        _vault.Writer.MakeDirectory(VaultFolder.Root, "two"u8, id);
        _vault.Writer.MakeFile(id, "file", [1]);

        RecordingSink sink = _vault.Walk();

        Assert.Equal(["V", "V/one", "V/one/file", "V/two", "V/two/file"], sink.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(sink.Errors);
    }

    [Fact]
    public void A_directory_whose_content_is_missing_is_there_and_an_error()
    {
        DirectoryId id = _vault.Writer.MakeDirectory(VaultFolder.Root, "lost");
        Directory.Delete(_vault.Writer.ContentOf(id), recursive: true);
        foreach (StatMask wanted in new[] { StatMask.None, StatMask.Basic })
        {
            RecordingSink sink = _vault.Walk(wanted);

            Assert.Equal(["V Directory", "V/lost Directory"], VaultFolder.Lines(sink));
            Assert.Equal(["V/lost OpenDirectory ENOENT"], VaultFolder.Errors(sink));
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1000)]
    public void Ids_of_any_length_are_followed_and_loops_of_them_found(int length)
    {
        DirectoryId one = new(Encoding.ASCII.GetBytes(new string('1', length)));
        DirectoryId two = new(Encoding.ASCII.GetBytes(new string('2', length)));
        _vault.Writer.MakeDirectory(VaultFolder.Root, "one"u8, one);
        _vault.Writer.MakeDirectory(one, "two"u8, two);
        _vault.Writer.MakeFile(two, "file", [1]);
        _vault.Writer.MakeDirectory(two, "back"u8, one);

        RecordingSink sink = _vault.Walk();

        Assert.Equal(["V", "V/one", "V/one/two", "V/one/two/back", "V/one/two/file"], sink.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["V/one/two/back Loop ELOOP"], VaultFolder.Errors(sink));
    }

    [Theory]
    [InlineData(1, 36)]
    [InlineData(4, 36)]
    [InlineData(1, 200)]
    [InlineData(4, 200)]
    public void Walks_that_are_ended_anywhere_and_go_on_list_every_directory_once(int workers, int idLength)
    {
        string[] expected = MakeBush(idLength);
        for (int seed = 0; seed < 5; seed++)
        {
            Random random = new(seed);
            using VaultTree tree = _vault.Open(new VaultOptions { RootName = "V"u8.ToArray(), OpenDirectories = 3 });
            SavedWalk saved = new(StatMask.Size | StatMask.Device | StatMask.Inode);
            WalkStart? start = null;
            for (int walk = 0; walk == 0 || saved.Waiting > 0; walk++)
            {
                Walk(tree, workers, saved, start, endAfter: 1 + random.Next(20));
                start = saved.MakeStart(withIds: random.Next(2) == 0);
            }

            Assert.Empty(saved.Violations);
            Assert.Empty(saved.Errors);
            Assert.Equal(expected, saved.Paths().Order(StringComparer.Ordinal));
        }
    }

    private static void Walk(VaultTree tree, int workers, SavedWalk saved, WalkStart? start, int endAfter)
    {
        using CancellationTokenSource end = new();
        saved.OnWrite = batches =>
        {
            if (batches >= endAfter)
            {
                end.Cancel();
            }
        };
        Deadline.Run(() => _ = start is null
            ? new Walker(tree, new WalkOptions { Workers = workers }).Run(saved, end.Token)
            : new Walker(tree, new WalkOptions { Workers = workers }).Run(saved, start, end.Token));
    }

    private string[] MakeBush(int idLength)
    {
        List<string> paths = ["V"];
        Random random = new(1);
        List<(string Path, DirectoryId Id)> directories = [("V", VaultFolder.Root)];
        for (int i = 0; i < 40; i++)
        {
            (string path, DirectoryId id) = directories[random.Next(directories.Count)];
            DirectoryId child = new(Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("D").PadRight(idLength, 'x')));
            _vault.Writer.MakeDirectory(id, Encoding.ASCII.GetBytes($"d{i}"), child);
            _vault.Writer.MakeFile(child, "file", []);
            directories.Add(($"{path}/d{i}", child));
            paths.AddRange([$"{path}/d{i}", $"{path}/d{i}/file"]);
        }

        return [.. paths.Order(StringComparer.Ordinal)];
    }
}
