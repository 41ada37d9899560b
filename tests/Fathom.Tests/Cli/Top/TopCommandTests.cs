using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using Fathom.Index;
using Fathom.Tests.Index;

using Xunit;

namespace Fathom.Tests.Cli.Top;

[SupportedOSPlatform("linux")]
public sealed class TopCommandTests
{
    [Fact]
    public void A_table_shows_names_of_owners_and_shares_in_percent()
    {
        using SampleIndex sample = Sample();
        ShellRun run = Run(sample, "$fathom top tree.fathom --by owner; id -un");

        string[] lines = run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["owner", "uid", "entries", "size", "allocated", "share"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(lines[2] + " ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("100.0%", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_get_numbers_and_names()
    {
        using SampleIndex sample = Sample();
        ShellRun run = Run(sample, "$fathom top tree.fathom --by owner --format jsonl; id -u; $fathom top tree.fathom --by size -b -n 1 --format csv");

        string[] lines = run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonElement owner = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal(lines[1], owner.GetProperty("uid").GetInt64().ToString(CultureInfo.InvariantCulture));
        Assert.Equal(1, owner.GetProperty("share").GetDouble());
        Assert.StartsWith("5000,", lines[3].TrimEnd('\r'), StringComparison.Ordinal);
        Assert.EndsWith("/big.bin", lines[3].TrimEnd('\r'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size")]
    [InlineData("oldest")]
    [InlineData("links")]
    [InlineData("dir")]
    [InlineData("entries")]
    [InlineData("ext")]
    [InlineData("owner")]
    [InlineData("group")]
    [InlineData("age")]
    [InlineData("type")]
    public void A_live_tree_gives_the_rows_of_its_index_and_leaves_nothing_behind(string by)
    {
        using SampleIndex sample = Sample();
        ShellRun run = Run(
            sample,
            $"mkdir tmp; export TMPDIR=$PWD/tmp; $fathom top \"$PWD/tree\" --by {by} --format csv > live; $fathom top tree.fathom --by {by} --format csv > saved; "
                + "cmp live saved; wc -l < live; ls tmp");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.InRange(int.Parse(run.Text, CultureInfo.InvariantCulture), 2, 10);
    }

    [Fact]
    public void A_part_is_named_with_a_colon_or_with_under()
    {
        using SampleIndex sample = Sample();
        ShellRun run = Run(
            sample,
            "cmp <($fathom top tree.fathom:d --format csv) <($fathom top tree.fathom --under d --format csv); $fathom top tree.fathom:d --format csv | tail -n +2 | wc -l; "
                + "$fathom top tree --under d --by entries --format csv | tail -n +2 | wc -l");

        Assert.Equal((0, "2\n1\n", ""), (run.ExitCode, run.Text, run.Error));
    }

    [Fact]
    public void What_cannot_be_asked_is_refused()
    {
        using SampleIndex sample = Sample();

        Assert.Equal(2, Run(sample, "$fathom top tree.fathom --by colour").ExitCode);
        Assert.Equal(2, Run(sample, "$fathom top tree.fathom -x").ExitCode);
        Assert.Equal(2, Run(sample, "$fathom top tree.fathom:d --under d").ExitCode);
        ShellRun missing = Run(sample, "$fathom top tree.fathom --under nope");
        Assert.Equal((1, ""), (missing.ExitCode, missing.Text));
        Assert.Contains("has no 'nope'", missing.Error, StringComparison.Ordinal);
        ShellRun none = Run(sample, "mkdir tmp; export TMPDIR=$PWD/tmp; $fathom top /nowhere; code=$?; ls tmp; exit $code");
        Assert.Equal((1, ""), (none.ExitCode, none.Text));
        Assert.Contains("'/nowhere': No such file or directory", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_rows_with_raw_names()
    {
        using SampleIndex sample = Sample();
        ShellRun run = Run(sample, "$fathom errors tree.fathom --format csv | tr -d '\\r'; $fathom errors nowhere.fathom");

        Assert.Equal((1, "stage,errno,message,path\n"), (run.ExitCode, run.Text));
        Assert.Contains("cannot open index 'nowhere.fathom'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Digests_are_printed_as_sha256sum_prints_them()
    {
        using SampleIndex sample = Sample();
        ShellRun run = Run(sample, "$fathom digest tree.fathom nowhere.fathom; echo $?; $fathom digest --by-dir -d0 tree.fathom; $fathom digest -d0 tree.fathom; exit $?");

        string digest = IndexDigests.OfIndex(sample.Path);
        Assert.Equal((2, $"{digest}  tree.fathom\n1\n{digest}  {sample.Tree}\n"), (run.ExitCode, run.Text));
    }

    private static SampleIndex Sample() => SampleIndex.Of(tree =>
    {
        Directory.CreateDirectory($"{tree}/d");
        File.WriteAllBytes($"{tree}/big.bin", new byte[5_000]);
        File.WriteAllText($"{tree}/d/note.txt", "12");
        File.WriteAllText($"{tree}/d/odd", "1");
        Support.Shell.Run("ln", $"{tree}/d/odd", $"{tree}/link").EnsureSuccess();
    });

    private static ShellRun Run(SampleIndex sample, string script) =>
        ShellRun.Of($"cd '{sample.Folder.Path}'\n{script}", ("FATHOM_LIBDUCKDB", IndexLibraries.DuckDbPath));
}
