using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Tests.Conformance;
using Fathom.Tests.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Scan;

/// <summary>What the binary stores, against find and du.</summary>
[SupportedOSPlatform("linux")]
public sealed class ScanContentTests : IDisposable
{
    private readonly TempFolder _folder = TempFolder.OnDisk();

    public void Dispose()
    {
        Shell.Run("umount", "-l", _folder.At("tree/mounted"));
        _folder.Dispose();
    }

    [Theory]
    [InlineData("mix")]
    [InlineData("wide")]
    [InlineData("deep")]
    [InlineData("flat")]
    [InlineData("odd")]
    public void A_made_tree_is_stored_as_find_lists_it(string shape)
    {
        string tree = _folder.At("tree");
        Shell.Run(RepositoryRoot.Binary, "gen", tree, "--shape", shape, "--entries", "3000", "--levels", "300").EnsureSuccess();
        AssertStored(tree);
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("links")]
    [InlineData("loops")]
    [InlineData("deep")]
    [InlineData("hostile-names")]
    [InlineData("flat")]
    public void A_corpus_is_stored_as_find_lists_it(string corpus) => AssertStored(Corpus.Of(corpus).Materialize());

    [Fact]
    public void The_system_is_stored_as_find_lists_it() => AssertStored("/usr/share");

    [Theory]
    [InlineData("/")]
    [InlineData("/.")]
    public void A_root_is_stored_as_typed(string end)
    {
        Shell.Run(RepositoryRoot.Binary, "gen", _folder.At("tree"), "--entries", "300").EnsureSuccess();
        AssertStored(_folder.At("tree") + end);
    }

    [Fact]
    public void Options_of_the_walk_leave_out_what_du_leaves_out()
    {
        string tree = _folder.At("tree");
        Shell.Run(RepositoryRoot.Binary, "gen", tree, "--entries", "2000").EnsureSuccess();
        Directory.CreateDirectory(tree + "/mounted");
        Shell.Run("mount", "-t", "tmpfs", "none", tree + "/mounted").EnsureSuccess();
        File.WriteAllText(tree + "/mounted/file", new string('x', 100_000));
        AssertTotals(tree, [], []);
        AssertTotals(tree, ["-x"], ["-x"]);
        // Nothing on the way to the tree begins with b.
        AssertTotals(tree, ["--exclude", "b*"], ["--exclude", "b*"]);
        AssertTotals(tree, ["--dirs-only", "--no-atime", "--parquet-v1"], []);
    }

    [Fact]
    public void A_depth_ends_the_walk_as_it_ends_find()
    {
        string tree = _folder.At("tree");
        Shell.Run(RepositoryRoot.Binary, "gen", tree, "--entries", "2000").EnsureSuccess();
        for (int depth = 0; depth < 4; depth++)
        {
            string text = depth.ToString(CultureInfo.InvariantCulture);
            ScanSummary summary = Scan(tree, "-d", text);
            Assert.Equal(Find(tree, "-maxdepth", text).Count, summary.Entries);
        }
    }

    private void AssertStored(string tree)
    {
        List<string> expected = Find(tree);
        string index = _folder.At("i.fathom");
        ScanSummary summary = Scan(tree);
        Assert.Equal(expected.Count, summary.Entries);
        Assert.Equal(0, summary.Errors);
        Assert.Equal(expected, Stored(index));
        AssertTotals(tree, [], []);
    }

    private void AssertTotals(string tree, string[] scan, string[] du)
    {
        ScanSummary summary = Scan(tree, scan);
        string index = _folder.At("i.fathom");
        foreach ((string column, string unit) in (ReadOnlySpan<(string, string)>)[("allocated", "-B1"), ("size", "-b")])
        {
            ShellResult result = Shell.Run("du", ["-0", unit, .. du, "--", tree]);
            List<string> expected = [.. Encoding.Latin1.GetString(result.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
            List<string> actual = IndexRows.Lines(
                index, $"SELECT encode({column}::VARCHAR), coalesce(path_raw, encode(path)) FROM read_parquet('{index}/dirs/all.parquet')", columns: 2);
            Assert.Equal(expected, actual);
        }

        long errors = summary.Errors;
        Assert.Equal(0, errors);
    }

    private ScanSummary Scan(string tree, params string[] options)
    {
        string index = _folder.At("i.fathom");
        ShellResult result = Shell.Run(RepositoryRoot.Binary, ["scan", tree, "-o", index, "--overwrite", "-q", .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        return IndexRows.Summary(index);
    }

    private static List<string> Find(string tree, params string[] options)
    {
        ShellResult result = Shell.Run("find", [tree, .. options, "-printf", @"%p\0%l\0%y|%s|%b|%i|%n|%U|%G|%m|%T@|%C@\0"]);
        string[] fields = Encoding.Latin1.GetString(result.Output).Split('\0');
        List<string> lines = [];
        for (int i = 0; i + 2 < fields.Length; i += 3)
        {
            string[] facts = fields[i + 2].Split('|');
            facts[7] = Convert.ToInt32(facts[7], 8).ToString(CultureInfo.InvariantCulture);
            facts[8] = ToNanoseconds(facts[8]);
            facts[9] = ToNanoseconds(facts[9]);
            lines.Add($"{fields[i]}\t{fields[i + 1]}\t{string.Join('|', facts)}");
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    // Seconds, and nanoseconds that are added to them also before 1970.
    private static string ToNanoseconds(string time)
    {
        int dot = time.IndexOf('.', StringComparison.Ordinal);
        Int128 seconds = Int128.Parse(time.AsSpan(0, dot), CultureInfo.InvariantCulture);
        int nanoseconds = int.Parse(time.AsSpan(dot + 1, 9), CultureInfo.InvariantCulture);
        return Int128.Clamp((seconds * 1_000_000_000) + nanoseconds, long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture);
    }

    private static List<string> Stored(string index)
    {
        const string Directory = "coalesce(d.path_raw, encode(d.path))";
        return IndexRows.Lines(
            index,
            $"SELECT CASE WHEN d.dir_id IS NULL THEN ''::BLOB WHEN ends_with(d.path, '/') THEN {Directory} ELSE {Directory} || encode('/') END "
            + "|| coalesce(e.name_raw, encode(e.name)), coalesce(e.target_raw, encode(e.target), ''::BLOB), "
            + "encode(concat_ws('|', e.type, e.size, e.allocated // 512, e.inode, e.nlink, e.uid, e.gid, e.mode, epoch_ns(e.mtime), epoch_ns(e.ctime))) "
            + $"FROM read_parquet('{index}/entries/*.parquet') e LEFT JOIN read_parquet('{index}/dirs/all.parquet') d ON d.dir_id = e.dir_id",
            columns: 3);
    }
}
