using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Local;

using Xunit;

namespace Fathom.Tests.Index.Usage;

[SupportedOSPlatform("linux")]
public sealed class IndexUsageTests
{
    [Theory]
    [InlineData(TreeShape.Mix)]
    [InlineData(TreeShape.Wide)]
    [InlineData(TreeShape.Deep)]
    [InlineData(TreeShape.Flat)]
    [InlineData(TreeShape.Odd)]
    public void The_rows_are_those_of_a_walk(TreeShape shape)
    {
        using SampleIndex sample = SampleIndex.Generate(shape, 1_500);
        foreach ((int depth, bool all) in ((int, bool)[])[(int.MaxValue, false), (int.MaxValue, true), (2, false), (2, true), (1, true), (0, false), (0, true)])
        {
            using IndexUsage usage = IndexUsage.Open(sample.Path);
            RollupReport found = usage.Count(usage.FindRoots()[0], new UsageOptions { Depth = depth, KeepEntries = all })!;

            Assert.Equal(Rows(Walk(sample.Tree, depth, all)), Rows(found));
        }
    }

    [Fact]
    public void A_part_of_the_tree_is_found_by_its_path_below_the_root_and_as_stored()
    {
        using SampleIndex sample = SampleIndex.Of(tree =>
        {
            Directory.CreateDirectory($"{tree}/a/b");
            File.WriteAllText($"{tree}/a/b/file", "12345");
        });
        using IndexUsage usage = IndexUsage.Open(sample.Path);

        foreach (string path in (string[])["a/b", "./a/b/", $"{sample.Tree}/a/b"])
        {
            Assert.Equal($"{sample.Tree}/a/b", Encoding.UTF8.GetString(usage.Find(Encoding.UTF8.GetBytes(path))!.Path.Span));
        }

        Assert.Equal(5, usage.Find("a/b/file"u8)!.Totals.Apparent);
        Assert.Equal(EntryKind.File, usage.Find("a/b/file"u8)!.Kind);
        Assert.Equal(sample.Tree, Encoding.UTF8.GetString(usage.Find("."u8)!.Path.Span));
        Assert.Null(usage.Find("a/c"u8));
        Assert.Null(usage.Find("b"u8));
    }

    [Fact]
    public void A_name_that_is_no_text_is_not_the_text_that_shows_it()
    {
        using SampleIndex sample = SampleIndex.Of(tree =>
        {
            Assert.Equal(0, Support.Shell.Run("bash", "-c", $"mkdir $'{tree}/x\\xff' '{tree}/x\\xff'; head -c 9 /dev/zero > $'{tree}/x\\xff/n'").ExitCode);
        });
        using IndexUsage usage = IndexUsage.Open(sample.Path);

        IndexedNode raw = usage.Find([(byte)'x', 0xff])!;
        IndexedNode text = usage.Find("x\\xff"u8)!;

        Assert.Equal(2, raw.Totals.Entries);
        Assert.Equal(1, text.Totals.Entries);
    }

    [Fact]
    public void What_two_operands_share_counts_with_the_first()
    {
        using SampleIndex sample = SampleIndex.Of(tree =>
        {
            Directory.CreateDirectory($"{tree}/a/b");
            File.WriteAllText($"{tree}/a/b/file", "12345");
            File.WriteAllText($"{tree}/a/other", "123");
        });
        using IndexUsage inner = IndexUsage.Open(sample.Path);
        using IndexUsage outer = IndexUsage.Open(sample.Path);
        UsageOptions options = new() { KeepEntries = true };

        RollupReport first = inner.Count(inner.Find("a/b"u8)!, options)!;
        RollupReport second = inner.Count(inner.Find("a"u8)!, options)!;
        outer.Count(outer.Find("a"u8)!, options);

        Assert.Equal(2, first.Total.Entries);
        Assert.Equal(2, second.Total.Entries);
        Assert.Equal(2, second.Rows);
        Assert.Null(outer.Count(outer.Find("a/b"u8)!, options));
        Assert.Null(outer.Count(outer.Find("a/other"u8)!, options));
    }

    [Fact]
    public void Files_of_an_index_without_files_are_refused_with_the_reason()
    {
        ScanOptions options = new() { DirectoriesOnly = true, Recorded = [new("--dirs-only", "on")] };
        using SampleIndex sample = SampleIndex.Of(tree => File.WriteAllText($"{tree}/file", "1"), options);
        using IndexUsage usage = IndexUsage.Open(sample.Path);

        Assert.Equal(2, usage.Count(usage.FindRoots()[0], new UsageOptions())!.Total.Entries);
        using IndexUsage again = IndexUsage.Open(sample.Path);
        IndexException failure = Assert.Throws<IndexException>(() => again.Count(again.FindRoots()[0], new UsageOptions { KeepEntries = true }));
        Assert.Contains("--dirs-only", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unfinished_index_says_how_to_go_on()
    {
        using SampleIndex sample = SampleIndex.Of(tree => File.WriteAllText($"{tree}/file", "1"));
        string path = sample.Folder.At("begun.fathom");
        using (IndexScan.Create(path, [Encoding.UTF8.GetBytes(sample.Tree)], new ScanOptions()))
        {
        }

        IndexException failure = Assert.Throws<IndexException>(() => IndexUsage.Open(path));

        Assert.Contains("--resume", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_that_was_cancelled_is_not_answered()
    {
        using SampleIndex sample = SampleIndex.Of(_ => { });
        using IndexUsage usage = IndexUsage.Open(sample.Path);
        IndexedNode root = usage.FindRoots()[0];

        Assert.Throws<OperationCanceledException>(() => usage.Count(root, new UsageOptions(), new CancellationToken(canceled: true)));
    }

    private static RollupReport Walk(string path, int depth, bool all)
    {
        RollupSink sink = new(new RollupOptions { Depth = depth, KeepEntries = all, WithTimes = true });
        using LocalTree tree = LocalTree.Open(Encoding.UTF8.GetBytes(path));
        new Walker(tree, WalkOptions.Default).Run(sink);
        return sink.Report;
    }

    // Preorder, as every view shows it. Latin-1 keeps names that are no text apart.
    private static List<string> Rows(RollupReport report)
    {
        List<string> rows = [$"{report.RootKind} {Text(report.Total)}"];
        if (report.Rows > 0)
        {
            Stack<(int Row, int Depth)> next = new([(report.Root, 0)]);
            while (next.TryPop(out (int Row, int Depth) top))
            {
                rows.Add($"{top.Depth} {Encoding.Latin1.GetString(report.Name(top.Row))} {report.Kind(top.Row)} {Text(report.Totals(top.Row))}");
                foreach (int child in report.Children(top.Row))
                {
                    next.Push((child, top.Depth + 1));
                }
            }
        }

        return rows;
    }

    private static string Text(in Rollup totals) =>
        $"{totals.Apparent} {totals.Allocated} {totals.Entries} {totals.Directories} {totals.NewestMtime}";
}
