using System.Runtime.Versioning;
using System.Text.Json;
using Fathom.Local;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Bench;

[SupportedOSPlatform("linux")]
public sealed class StatBenchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TreeShape.Mix, "")]
    [InlineData(TreeShape.Odd, "")]
    [InlineData(TreeShape.Deep, "ulimit -n 64;")]
    [InlineData(TreeShape.Flat, "ulimit -n 64;")]
    public void Every_way_examines_every_entry(TreeShape shape, string limit)
    {
        string tree = _folder.At("t");
        TreeGenerator.Generate(tree, new GenerateOptions { Shape = shape, Entries = 3000 });

        ShellRun run = ShellRun.Of($"{limit} $fathom bench stat --json -n 1 -j 40 {tree}");

        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement[] ways = [.. document.RootElement.GetProperty("ways").EnumerateArray()];
        Assert.Equal(
            ["lstat", "lstat", "directory", "batch", "batch", "walker", "cache"],
            ways.Select(way => way.GetProperty("way").GetString()));
        Assert.All(ways, way => Assert.Equal((3001, 0), (way.GetProperty("entries").GetInt64(), way.GetProperty("errors").GetInt64())));
        Assert.Single(ways.Select(way => way.GetProperty("allocated").GetInt64()).Distinct());
    }

    [Fact]
    public void A_tree_that_is_not_there_is_an_error()
    {
        ShellRun run = ShellRun.Of($"$fathom bench stat {_folder.At("missing")}");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"fathom bench stat: cannot access '{_folder.At("missing")}': No such file or directory\n", run.Error);
    }

    [Fact]
    public void The_table_has_a_line_for_each_way()
    {
        _folder.Write("t/a", "x");
        ShellRun run = ShellRun.Of($"$fathom bench stat -n 2 {_folder.At("t")}");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(8, run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
