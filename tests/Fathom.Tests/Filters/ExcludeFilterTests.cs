using System.Text;
using Fathom.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Filters;

public sealed class ExcludeFilterTests
{
    [Theory]
    [InlineData("b", "a/b", true)]
    [InlineData("a/b", "x/a/b", true)]
    [InlineData("a/b", "xa/b", false)]
    [InlineData("/b", "a/b", false)]
    [InlineData("a*c", "x/a/b/c", true)]
    [InlineData("./x", "./x", true)]
    [InlineData("x", "a//x", true)]
    [InlineData("[.]/x", "./x", true)]
    public void A_path_is_excluded_by_itself_or_by_a_tail(string pattern, string path, bool excluded)
    {
        Assert.Equal(excluded, new ExcludeFilter([Bytes(pattern)]).IsExcluded(Bytes(path)));
    }

    [Fact]
    public void A_file_of_patterns_has_one_a_line_without_trailing_white_space()
    {
        IReadOnlyList<byte[]> patterns = ExcludeFilter.ReadPatterns("*.o \n\n  \t\n lead\r\nlast"u8);

        Assert.Equal(["*.o", " lead", "last"], patterns.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public void Dropped_names_are_counted_and_nothing_below_them_is_seen()
    {
        MemoryNode root = MemoryNode.Directory(
            "root",
            MemoryNode.Directory("keep", MemoryNode.File("a.o"), MemoryNode.File("a.c")),
            MemoryNode.Directory("skip", MemoryNode.File("b.c")));
        using MemoryTree tree = new(root);
        RecordingSink sink = new();

        WalkSummary summary = new Walker(tree, new WalkOptions { Filter = Filter("*.o", "skip") }).Run(sink);

        Assert.Equal(["root", "root/keep", "root/keep/a.c"], sink.Entries.Keys.Order());
        Assert.Equal(2, summary.Dropped);
    }

    [Fact]
    public void A_batch_costs_no_allocation()
    {
        EntryBatch batch = new();
        ExcludeFilter filter = Filter("*.o", "a*b[cd]", "x/*/z");
        Fill(batch);
        filter.Apply(batch);
        Fill(batch);
        long before = GC.GetAllocatedBytesForCurrentThread();

        filter.Apply(batch);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void The_same_is_left_out_as_by_du()
    {
        using TempFolder folder = new();
        foreach (string path in new[] { "a/b/c.o", "a/b/d.c", "a/.hid/x", "b/a b/f.o", "b/[x]/y", "b/c*/z", "c/a/b/e", "ab/abc/ab" })
        {
            folder.Write(path, "");
        }

        string[] fragments = ["a", "b", "c", "/", ".", "*", "?", "[ab]", "[!a]", "\\*", "f", ".o", "\\[x]"];
        Gen<string> pattern = Gen.Elements(fragments).NonEmptyListOf().Resize(4).Select(static list => string.Concat(list));
        Prop.ForAll(
            pattern.NonEmptyListOf().Resize(2).ToArbitrary(),
            patterns => AssertSameAsDu(folder.Path, [.. patterns])).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    // Both list the same folder, under a relative and therefore short name.
    private static void AssertSameAsDu(string folder, string[] patterns)
    {
        const string Root = "./a/../";
        string[] excludes = [.. patterns.Select(static pattern => "--exclude=" + pattern)];
        ShellResult du = Shell.Run(new ShellCommand("du", ["-a", .. excludes, "--", Root])
        {
            WorkingDirectory = folder,
            Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C.UTF-8" },
        });
        string[] expected = [.. du.Lines.Select(static line => line[(line.IndexOf('\t') + 1)..]).Order(StringComparer.Ordinal)];
        ExcludeFilter filter = Filter(patterns);
        RecordingSink sink = new();
        if (!filter.IsExcluded(Bytes(Root)))
        {
            using MemoryTree tree = new(Copy(folder, Root));
            new Walker(tree, new WalkOptions { Workers = 1, Filter = filter }).Run(sink);
        }

        Assert.Equal(expected, sink.Entries.Keys.Select(Utf8).Order(StringComparer.Ordinal));
    }

    private static MemoryNode Copy(string folder, string name)
    {
        MemoryNode node = MemoryNode.Directory(name);
        foreach (FileSystemInfo info in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            node.Children.Add(info is DirectoryInfo ? Copy(info.FullName, info.Name) : MemoryNode.File(info.Name));
        }

        return node;
    }

    private static void Fill(EntryBatch batch)
    {
        batch.Clear(null);
        for (int i = 0; i < 200; i++)
        {
            batch.AddName("name.c"u8, EntryKind.File, 1);
            batch.AddName("name.o"u8, EntryKind.File, 2);
        }
    }

    private static ExcludeFilter Filter(params string[] patterns) => new(patterns.Select(Bytes));

    private static string Utf8(string latin1) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
