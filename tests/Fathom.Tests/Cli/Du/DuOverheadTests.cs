using System.Runtime.Versioning;
using System.Text.Json;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Cli.Du;

/// <summary><c>fathom du --overhead</c>.</summary>
[SupportedOSPlatform("linux")]
public sealed class DuOverheadTests : IDisposable
{
    private readonly VaultFolder _vault = new();

    public DuOverheadTests()
    {
        DirectoryId directory = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        _vault.Writer.MakeFile(directory, "file", new byte[40_000]);
    }

    private string Root => $"vault:{_vault.Writer.Folder}";

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void Lines_follow_those_of_du_for_all_and_for_each_kind_that_is_there()
    {
        ShellRun run = Run($"$fathom du -sb --overhead {Root}; du -sb {_vault.Writer.Folder} | cut -f1");

        string[] lines = run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string clear = lines[0].Split('\t')[0];
        Assert.Equal("", run.Error);
        Assert.StartsWith($"overhead of {Root}: {lines[^1]} stored for {clear} of cleartext (+", lines[1], StringComparison.Ordinal);
        Assert.Matches(@"^  files \(1\) +40124 for 40000 \(\+0\.3 %\)$", lines[2]);
        Assert.Contains(lines, static line => line.StartsWith("  ids of directories (dir.c9r) (1)", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static line => line.Contains("symlink.c9r", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_has_an_object_for_each_root_with_sizes_and_space()
    {
        ShellRun run = Run($"$fathom du -s --json --overhead {Root} {Root}/");

        JsonElement[] overheads = [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("overhead").EnumerateArray()];
        Assert.Equal([Root, $"{Root}/"], overheads.Select(static overhead => overhead.GetProperty("root").GetString()!));
        JsonElement contents = overheads[1].GetProperty("kinds").GetProperty("contents");
        Assert.Equal(40_124, contents.GetProperty("stored").GetProperty("size").GetInt64());
        Assert.Equal(40_000, contents.GetProperty("cleartext").GetProperty("size").GetInt64());
        Assert.Equal(40_960, contents.GetProperty("cleartext").GetProperty("allocated").GetInt64());
        Assert.False(overheads[0].GetProperty("partial").GetBoolean());
    }

    [Fact]
    public void Entries_and_human_sizes_are_told_as_du_tells_them()
    {
        Assert.Contains("files                                        1 for 1 (+0.0 %)", Run($"$fathom du -s --inodes --overhead {Root}").Text, StringComparison.Ordinal);
        Assert.Contains("for 40K (+", Run($"$fathom du -sh --apparent-size --overhead {Root}").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("du --overhead", "cannot be used with '.'")]
    [InlineData("du --overhead $root /tmp", "cannot be used with '/tmp': it is told of vaults, such as 'vault:/tmp'")]
    [InlineData("du --overhead --exclude x $root", "cannot be combined with --exclude")]
    public void What_cannot_be_meant_is_wrong_usage(string command, string expected)
    {
        ShellRun run = Run($"root={Root}; $fathom {command}");

        Assert.Equal((2, ""), (run.ExitCode, run.Text));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_password_tells_no_overhead()
    {
        ShellRun run = ShellRun.Of($"$fathom du -s --overhead {Root}", ("FATHOM_PASSWORD", "wrong"));

        Assert.Equal((1, ""), (run.ExitCode, run.Text));
        Assert.Contains("the password is wrong", run.Error, StringComparison.Ordinal);
    }

    private static ShellRun Run(string script) => ShellRun.Of(script, ("FATHOM_PASSWORD", "correct horse"));
}
