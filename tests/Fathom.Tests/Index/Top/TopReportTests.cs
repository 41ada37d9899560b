using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Index.Top;

[SupportedOSPlatform("linux")]
public sealed class TopReportTests
{
    private const long Day = 86_400_000_000_000;

    // find's lines for each node once: of several links, any has the same numbers.
    private const string Once = "| sort -u -t' ' -k1,1 | cut -d' ' -f2-";

    [Fact]
    public void The_largest_files_are_those_of_find_and_sort()
    {
        using SampleIndex sample = SampleIndex.Generate(TreeShape.Mix, 3_000);
        using TopReport allocated = TopReport.Open(sample.Path, new TopOptions { Count = 25 });
        using TopReport apparent = TopReport.Open(sample.Path, new TopOptions { Count = 25, ByApparentSize = true });

        Assert.Equal(
            Script($"find '{sample.Tree}' -type f -printf '%i %b\\n' {Once} | sort -rn | sed -n 1,25p | awk '{{print $1 * 512}}'"),
            allocated.Entries(TopOrder.Size).Select(entry => Text(entry.Allocated)));
        Assert.Equal(
            Script($"find '{sample.Tree}' -type f -printf '%i %s\\n' {Once} | sort -rn | sed -n 1,25p"),
            apparent.Entries(TopOrder.Size).Select(entry => Text(entry.Size)));
        Assert.All(apparent.Entries(TopOrder.Size), entry => Assert.Equal(entry.Size, new FileInfo(Path(entry)).Length));
    }

    [Fact]
    public void The_oldest_files_come_in_the_order_of_their_change()
    {
        using SampleIndex sample = SampleIndex.Generate(TreeShape.Mix, 1_000);
        using TopReport report = TopReport.Open(sample.Path, new TopOptions { Count = 10 });

        Assert.Equal(
            Script($"find '{sample.Tree}' -type f -printf '%i %T@\\n' {Once} | sort -n | sed -n 1,10p | cut -d. -f1"),
            report.Entries(TopOrder.Oldest).Select(entry => Text(entry.Mtime!.Value / 1_000_000_000)));
    }

    [Fact]
    public void A_node_with_several_links_comes_once_with_its_count()
    {
        using SampleIndex sample = Links();
        using TopReport report = TopReport.Open(sample.Path, new TopOptions());

        TopEntry linked = Assert.Single(report.Entries(TopOrder.Links));
        TopGroup files = report.Groups(TopGrouping.Type).Single(group => group.Key == "f");

        Assert.Equal(3, linked.Links);
        Assert.Equal((2L, 5L), (files.Entries, files.Size));
        Assert.Equal(2, report.Entries(TopOrder.Size).Count);
    }

    [Fact]
    public void Owners_and_groups_and_kinds_add_up_to_du()
    {
        using SampleIndex sample = SampleIndex.Generate(TreeShape.Odd, 1_000);
        using TopReport report = TopReport.Open(sample.Path, new TopOptions { Count = 1_000 });
        using IndexUsage usage = IndexUsage.Open(sample.Path);
        Rollup whole = usage.FindRoots()[0].Totals;

        foreach (TopGrouping grouping in (TopGrouping[])[TopGrouping.Owner, TopGrouping.Group, TopGrouping.Type])
        {
            IReadOnlyList<TopGroup> groups = report.Groups(grouping);
            Assert.Equal(
                (whole.Apparent, whole.Allocated, whole.Entries),
                (groups.Sum(group => group.Size), groups.Sum(group => group.Allocated), groups.Sum(group => group.Entries)));
            Assert.InRange(groups.Sum(group => group.Share), 0.999, 1.001);
        }
    }

    [Fact]
    public void Extensions_are_those_of_find_and_awk()
    {
        using SampleIndex sample = SampleIndex.Generate(TreeShape.Wide, 3_000);
        using TopReport report = TopReport.Open(sample.Path, new TopOptions { Count = 1_000, ByApparentSize = true });

        IEnumerable<string> found = report.Groups(TopGrouping.Extension)
            .Where(group => group.Key.Length > 0)
            .Select(group => $"{group.Key} {group.Entries} {group.Size}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            Script($"find '{sample.Tree}' -type f -name '?*.?*' -printf '%i %s %f\\n' {Once}"
                + " | awk '{n = split($2, p, \".\"); e = tolower(p[n]); c[e]++; s[e] += $1} END {for (e in c) printf \"%s %d %d\\n\", e, c[e], s[e]}' | LC_ALL=C sort"),
            found);
    }

    [Fact]
    public void Ages_are_told_by_the_last_change()
    {
        long now = 1_700_000_000_000_000_000;
        long[] ages = [-1, 0, Day, 6 * Day, 8 * Day, 40 * Day, 100 * Day, 400 * Day, 800 * Day, 2_000 * Day];
        using SampleIndex sample = SampleIndex.Of(tree =>
        {
            foreach (long age in ages)
            {
                File.WriteAllText($"{tree}/{age}", "1");
                File.SetLastWriteTimeUtc($"{tree}/{age}", DateTime.UnixEpoch.AddTicks((now / 100) - (age < 0 ? -10_000_000 : age / 100)));
            }
        });
        using TopReport report = TopReport.Open(sample.Path, new TopOptions { Now = now });

        Assert.Equal(
            ["future 1", "<1d 1", "<7d 2", "<30d 1", "<90d 1", "<1y 1", "<2y 1", "<5y 1", "older 1"],
            report.Groups(TopGrouping.Age).Select(group => $"{group.Key} {group.Entries}"));
    }

    [Fact]
    public void The_largest_and_the_fullest_directories_come_first()
    {
        using SampleIndex sample = SampleIndex.Of(tree =>
        {
            Directory.CreateDirectory($"{tree}/few/deep");
            Directory.CreateDirectory($"{tree}/many/d");
            File.WriteAllBytes($"{tree}/few/deep/big", new byte[100_000]);
            for (int i = 0; i < 9; i++)
            {
                File.WriteAllText($"{tree}/many/{i}", "");
            }
        });
        using TopReport report = TopReport.Open(sample.Path, new TopOptions { Count = 3 });

        Assert.Equal(
            ["", "/few", "/few/deep"], report.Directories(TopDirectoryOrder.Size).Select(found => Path(found.Path)[sample.Tree.Length..]));
        TopDirectory fullest = report.Directories(TopDirectoryOrder.Entries)[0];
        Assert.Equal(("/many", 10L), (Path(fullest.Path)[sample.Tree.Length..], fullest.OwnEntries));
    }

    [Fact]
    public void Under_a_path_only_what_is_there_counts()
    {
        using SampleIndex sample = SampleIndex.Generate(TreeShape.Mix, 3_000);
        string below = Directory.GetDirectories(sample.Tree)[0];
        using TopReport report = TopReport.Open(
            sample.Path, new TopOptions { Count = 5, ByApparentSize = true, Under = Encoding.UTF8.GetBytes(below) });

        Assert.Equal(
            Script($"find '{below}' -type f -printf '%i %s\\n' {Once} | sort -rn | sed -n 1,5p"),
            report.Entries(TopOrder.Size).Select(entry => Text(entry.Size)));
        Assert.All(report.Directories(TopDirectoryOrder.Entries), found => Assert.StartsWith(below, Path(found.Path), StringComparison.Ordinal));
        Assert.Equal(
            Script($"find '{below}' -printf '%i\\n' | sort -u | wc -l"),
            new[] { Text(report.Groups(TopGrouping.Owner).Sum(group => group.Entries)) });
    }

    [Fact]
    public void A_place_that_is_missing_or_no_directory_is_refused()
    {
        using SampleIndex sample = Links();

        Assert.Contains("has no 'nope'", Refusal(sample, "nope"), StringComparison.Ordinal);
        Assert.Contains("no directory", Refusal(sample, "single"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_that_was_cancelled_is_not_answered()
    {
        using SampleIndex sample = Links();
        using TopReport report = TopReport.Open(sample.Path, new TopOptions(), new CancellationToken(canceled: true));

        Assert.Throws<OperationCanceledException>(() => report.Entries(TopOrder.Size));
    }

    private static string Refusal(SampleIndex sample, string under) => Assert.Throws<IndexException>(
        () => TopReport.Open(sample.Path, new TopOptions { Under = Encoding.UTF8.GetBytes(under) })).Message;

    private static SampleIndex Links() => SampleIndex.Of(tree => Shell.Run(
        "bash", "-c", $"cd '{tree}' && mkdir d && printf 123 > a && ln a b && ln a d/c && printf 12 > single").EnsureSuccess());

    private static string[] Script(string script) => Shell.Run("bash", "-c", $"set -o pipefail; {script} || [ $? = 141 ]").EnsureSuccess().Lines;

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Path(TopEntry entry) => Path(entry.Path);

    private static string Path(ReadOnlyMemory<byte> path) => Encoding.UTF8.GetString(path.Span);
}
