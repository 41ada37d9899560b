using System.Runtime.Versioning;
using Fathom.Index;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Cli.Vault;

/// <summary>Commands on vault: roots.</summary>
[SupportedOSPlatform("linux")]
public sealed class VaultRootTests : IDisposable
{
    private const string Password = "correct horse";

    private readonly VaultFolder _vault = new();
    private readonly TempFolder _folder = new();

    public VaultRootTests()
    {
        DirectoryId directory = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        _vault.Writer.MakeFile(VaultFolder.Root, "top", new byte[100]);
        _vault.Writer.MakeFile(directory, new string('n', 200), new byte[40_000]);
        _vault.Writer.MakeLink(directory, "link"u8, "../top"u8);
    }

    private string Root => $"vault:{_vault.Writer.Folder}";

    public void Dispose()
    {
        _vault.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void List_shows_cleartext_names_sizes_and_targets_below_the_root_as_typed()
    {
        ShellRun run = Run($"$fathom list --sort --format '%y %s %p %l\\n' {Root}");

        Assert.Equal("", run.Error);
        Assert.Equal(
            [$"d {Root}", $"d {Root}/directory", $"l 6 {Root}/directory/link ../top", $"f 40000 {Root}/directory/{new string('n', 200)}", $"f 100 {Root}/top"],
            run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.StartsWith('d') ? $"d {line.Split(' ')[2]}" : line.TrimEnd()));
    }

    [Fact]
    public void Du_diff_and_a_scan_see_what_the_vault_holds()
    {
        string index = _folder.At("v.fathom");

        ShellRun du = Run($"$fathom du -a -b {Root}/");
        Assert.Contains($"40000\t{Root}/directory/{new string('n', 200)}\n", du.Text, StringComparison.Ordinal);
        Assert.Equal(0, Run($"$fathom scan {Root} -o {index} -q").ExitCode);
        Assert.Contains("top", Run($"$fathom list {index}").Text, StringComparison.Ordinal);
        Assert.Equal(0, Run($"$fathom diff --exit-code {index} {Root}").ExitCode);
        _vault.Writer.MakeFile(VaultFolder.Root, "new", [1]);
        Assert.Equal(1, Run($"$fathom diff --exit-code {index} {Root}").ExitCode);
    }

    [Fact]
    public void A_password_comes_from_a_file_or_standard_input_without_its_newline()
    {
        string file = _folder.Write("password", Password + "\r\nsecond line\n");

        Assert.Contains("/top", ShellRun.Of($"$fathom list --password-file {file} {Root}").Text, StringComparison.Ordinal);
        Assert.Contains("/top", ShellRun.Of($"echo '{Password}' | $fathom list --password-stdin {Root}").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("du")]
    [InlineData("scan -o $index")]
    [InlineData("top")]
    [InlineData("diff $root")]
    public void A_wrong_password_is_told_and_leaves_nothing_behind(string command)
    {
        string index = _folder.At("x.fathom");

        ShellRun run = ShellRun.Of($"index={index}; root={Root}; $fathom {command} $root", (VaultVariable, "wrong"), Library);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the password is wrong", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(index));
    }

    [Fact]
    public void Without_a_password_and_a_terminal_it_is_said_how_to_give_one()
    {
        ShellRun run = ShellRun.Of($"$fathom list {Root}", (VaultVariable, null));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--password-file", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list vault:", "bad root 'vault:'")]
    [InlineData("du vault:vault:/x", "bad root")]
    [InlineData("list vault:nfs://", "bad URL")]
    [InlineData("list -L vault:/x", "--dereference cannot be used")]
    [InlineData("list --password-file x --password-stdin vault:/x", "cannot be combined")]
    public void What_cannot_be_meant_is_wrong_usage(string command, string expected)
    {
        ShellRun run = Run($"$fathom {command}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_vault_and_one_that_does_not_exist_are_told_apart()
    {
        Assert.Contains("no vault here", Run($"$fathom list vault:{_folder.Path}").Error, StringComparison.Ordinal);
        Assert.Contains("No such file", Run($"$fathom list vault:{_folder.Path}/absent").Error, StringComparison.Ordinal);
    }

    private static string VaultVariable => "FATHOM_PASSWORD";

    private static (string Name, string? Value) Library => ("FATHOM_LIBDUCKDB", IndexLibraries.DuckDbPath);

    private static ShellRun Run(string script) => ShellRun.Of(script, (VaultVariable, Password), Library);
}
