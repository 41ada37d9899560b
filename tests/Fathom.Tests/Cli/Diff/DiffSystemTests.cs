using System.Text.Json;
using Fathom.Cli;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Diff;

public sealed class DiffSystemTests : IDisposable
{
    private readonly TempFolder _folder = TempFolder.OnDisk();

    public DiffSystemTests() => Script(
        "mkdir -p t/a t/c t/gone && head -c 10000 /dev/zero > t/a/f && echo 1 > t/gone/g && echo 1 > t/$'\\xff' && $fathom scan t -o 1.fathom -q");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_index_is_compared_with_the_live_tree()
    {
        Script("mv t/a/f t/c/f && rm -r t/gone && chmod 600 t/$'\\xff' && head -c 3000 /dev/zero > t/new");

        ShellRun run = Run("$fathom diff 1.fathom t --by entry");

        Assert.Equal("~ . mtime\n~ a mtime\n~ c mtime\n> a/f -> c/f\n- gone\n- gone/g\n+ new 3.0K\n".Split('\n').Order(), Without(run.Text.Split('\n')).Order());
        Assert.Contains("~ \ufffd mode\n", run.Text, StringComparison.Ordinal);
        Assert.Contains("fathom diff: 1 added (4.0K), 2 removed (8.0K), 4 changed, 1 moved\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, run.ExitCode);
    }

    [Fact]
    public void Directories_are_sorted_by_growth_and_moves_have_their_own_column()
    {
        Script("mv t/a/f t/c/f && head -c 300000 /dev/zero > t/c/big && $fathom scan t -o 2.fathom -q");

        ShellRun run = Run("$fathom diff 1.fathom 2.fathom --format jsonl --apparent-size -d 1");

        List<JsonElement> rows = [.. run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["300000", "300000", "0"], rows.Select(row => row.GetProperty("growth").ToString()));
        Assert.Equal([0, 10_000, -10_000], rows.OrderBy(row => row.GetProperty("path").GetString() == "c" ? 1 : row.GetProperty("path").GetString() == "a" ? 2 : 0)
            .Select(row => row.GetProperty("moved").GetInt64()));
    }

    [Fact]
    public void Directories_above_that_repeat_the_growth_are_left_out()
    {
        Script("mkdir -p t/c/d/e && head -c 5000000 /dev/zero > t/c/d/e/big && $fathom scan t -o 2.fathom -q");

        Assert.Equal(["c/d/e"], Column(Run("$fathom diff 1.fathom 2.fathom")));
        Assert.Equal([".", "c"], Column(Run("$fathom diff 1.fathom 2.fathom -d 1")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("touch t/x", 0, 1)]
    public void The_exit_code_tells_of_differences_only_on_demand(string edit, int plain, int asked)
    {
        Script(edit.Length == 0 ? "true" : edit);

        Assert.Equal(plain, Run("$fathom diff -q 1.fathom t").ExitCode);
        Assert.Equal(asked, Run("$fathom diff -q 1.fathom t --exit-code").ExitCode);
    }

    [Fact]
    public void A_live_root_leaves_nothing_behind()
    {
        Script("mkdir tmp");

        ShellRun run = Run("TMPDIR=$PWD/tmp $fathom diff t t; ls -A tmp; TMPDIR=$PWD/tmp $fathom diff t none; echo $?; ls -A tmp");

        Assert.Equal("1", run.Text.Trim().Split('\n')[^1]);
        Assert.Contains("cannot access 'none': No such file or directory", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Incomplete_and_unlike_scans_are_told()
    {
        Script("$fathom scan t -o 2.fathom -q --exclude gone");

        Assert.Contains("different options (--exclude)", Run("$fathom diff 1.fathom 2.fathom").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.fathom", ExitCode.Usage, "missing operand NEW")]
    [InlineData("1.fathom 1.fathom --by size", ExitCode.Usage, "size")]
    [InlineData("1.fathom 1.fathom --by owner --only added", ExitCode.Usage, "--only")]
    [InlineData("1.fathom 1.fathom --by entry -d 1", ExitCode.Usage, "--max-depth")]
    [InlineData("1.fathom none.fathom", ExitCode.DoneWithErrors, "cannot open index 'none.fathom'")]
    [InlineData("1.fathom 1.fathom --under nowhere", ExitCode.DoneWithErrors, "nowhere")]
    public void What_makes_no_sense_is_refused(string arguments, int exitCode, string message)
    {
        ShellRun run = Run($"$fathom diff {arguments}");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(run.Text);
    }

    private static IEnumerable<string> Without(IEnumerable<string> lines) => lines.Where(line => !line.Contains('\ufffd', StringComparison.Ordinal));

    private static IEnumerable<string> Column(ShellRun run) =>
        run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line[(line.LastIndexOf(' ') + 1)..]);

    private ShellRun Run(string script) => ShellRun.Of($"cd {_folder.Path} && {script}");

    private void Script(string script)
    {
        ShellRun run = Run(script);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
