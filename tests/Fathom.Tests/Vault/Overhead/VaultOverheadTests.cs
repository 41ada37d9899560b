using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Overhead;

/// <summary>What encryption costs.</summary>
[SupportedOSPlatform("linux")]
public sealed class VaultOverheadTests : IDisposable
{
    private const int HeaderLength = 68;
    private const int ChunkOverhead = 28;

    private readonly VaultFolder _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void Every_stored_byte_has_one_kind_and_the_cleartext_is_what_a_walk_of_the_vault_finds()
    {
        Fill();
        VaultOverhead overhead = Measure();

        using LocalTree folder = LocalTree.Open(_vault.Writer.Folder);
        Rollup stored = Count(folder);
        Assert.Equal((stored.Apparent, stored.Allocated, stored.Entries), (overhead.Total.Apparent, overhead.Total.Allocated, overhead.Total.Nodes));
        using VaultTree tree = _vault.Open();
        Rollup clear = Count(tree);
        Assert.Equal((clear.Apparent, clear.Entries), (overhead.Total.ClearApparent, overhead.Total.ClearNodes));
    }

    [Fact]
    public void Headers_and_tags_are_what_contents_have_more_than_cleartext()
    {
        Fill();
        VaultStoredBytes contents = Measure()[VaultStoredKind.Contents];

        Assert.Equal((4, 4), (contents.Nodes, contents.ClearNodes));
        Assert.Equal(100 + 40_000 + 0 + 7, contents.ClearApparent);
        Assert.Equal((4 * HeaderLength) + (4 * ChunkOverhead), contents.Apparent - contents.ClearApparent);
        VaultStoredBytes links = Measure()[VaultStoredKind.Links];
        Assert.Equal((1, 6, 6 + HeaderLength + ChunkOverhead), (links.Nodes, links.ClearApparent, links.Apparent));
    }

    [Theory]
    [InlineData(VaultStoredKind.Directories, 3)]
    [InlineData(VaultStoredKind.DirectoryIds, 2)]
    [InlineData(VaultStoredKind.OwnIds, 3)]
    [InlineData(VaultStoredKind.LongNames, 2)]
    [InlineData(VaultStoredKind.Keys, 2)]
    [InlineData(VaultStoredKind.Backups, 1)]
    [InlineData(VaultStoredKind.Others, 5)]
    public void Nodes_are_counted_by_what_they_are_for(VaultStoredKind kind, int nodes)
    {
        Fill();
        Assert.Equal(nodes, Measure()[kind].Nodes);
    }

    [Fact]
    public void A_file_of_an_impossible_size_counts_no_cleartext()
    {
        File.WriteAllBytes(_vault.Writer.MakeFile(VaultFolder.Root, "cut", [1]), new byte[HeaderLength - 1]);
        VaultStoredBytes contents = Measure()[VaultStoredKind.Contents];

        Assert.Equal((HeaderLength - 1, 0, 0), (contents.Apparent, contents.ClearApparent, contents.ClearNodes));
    }

    [Fact]
    public void Hard_links_count_once_unless_each_is_wanted()
    {
        string file = _vault.Writer.MakeFile(VaultFolder.Root, "one", new byte[10]);
        Assert.Equal(0, Shell.Run("ln", file, _vault.Writer.NodeOf(VaultFolder.Root, "two"u8)).ExitCode);

        Assert.Equal(1, Measure()[VaultStoredKind.Contents].ClearNodes);
        Assert.Equal(2, Measure(new VaultOverheadOptions { CountLinks = true })[VaultStoredKind.Contents].ClearNodes);
    }

    [Fact]
    public void Cleartext_occupies_whole_blocks_but_never_more_than_is_occupied()
    {
        Assert.Equal(4096, VaultStoredBytes.OfContent(4164, 8192, 4096).ClearAllocated);
        Assert.Equal(8192, VaultStoredBytes.OfContent(4165, 8192, 4097).ClearAllocated);
        Assert.Equal(512, VaultStoredBytes.OfContent(4165, 512, 4097).ClearAllocated);
        Assert.Equal(0, VaultStoredBytes.OfContent(68, 4096, 0).ClearAllocated);
    }

    [Fact]
    public void Sums_are_asked_for_after_the_walk()
    {
        using VaultTree tree = _vault.Open();
        Assert.Throws<InvalidOperationException>(() => new VaultOverhead(tree).Total);
    }

    // Five files that are no part of a vault, each where something would be one if it were elsewhere.
    private void Fill()
    {
        VaultWriter writer = _vault.Writer;
        DirectoryId directory = writer.MakeDirectory(VaultFolder.Root, "directory");
        writer.MakeDirectory(directory, new string('d', 200));
        writer.MakeFile(VaultFolder.Root, "top", new byte[100]);
        writer.MakeFile(VaultFolder.Root, "empty", []);
        writer.MakeFile(directory, new string('n', 200), new byte[40_000]);
        writer.MakeFile(directory, "small", new byte[7]);
        writer.MakeLink(directory, "link"u8, "../top"u8);
        File.WriteAllText(writer.At("masterkey.cryptomator.0011AABB.bkup"), "{}");
        File.WriteAllText(writer.At("file.c9r"), "at the root");
        File.WriteAllText(writer.At("d/dir.c9r"), "too high");
        File.WriteAllText(Path.Join(writer.ContentOf(directory), ".DS_Store"), "foreign");
        string folder = Directory.CreateDirectory(Path.Join(writer.ContentOf(directory), "folder")).FullName;
        File.WriteAllText(Path.Join(folder, "dir.c9r"), "in a foreign folder");
    }

    private VaultOverhead Measure(VaultOverheadOptions? options = null)
    {
        using VaultTree tree = _vault.Open();
        VaultOverhead overhead = new(tree, options);
        Deadline.Run(() => new Walker(tree.Ciphertext, new WalkOptions { Workers = 2 }).Run(overhead));
        return overhead;
    }

    private static Rollup Count(ITree tree)
    {
        RollupSink sink = new(new RollupOptions());
        new Walker(tree, new WalkOptions { Workers = 2 }).Run(sink);
        return sink.Report.Total;
    }
}
