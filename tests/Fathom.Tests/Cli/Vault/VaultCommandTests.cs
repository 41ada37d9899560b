using System.Runtime.Versioning;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Vault;

/// <summary><c>fathom vault</c>: making vaults, and their passwords.</summary>
[SupportedOSPlatform("linux")]
public sealed class VaultCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Vault => _folder.At("v");

    [Fact]
    public void A_vault_is_made_once_and_tells_about_itself()
    {
        ShellRun run = Run($"$fathom vault create --cipher ctrmac --scrypt-cost 1024 {Vault} && $fathom vault info --json vault:{Vault} | jq -c '[.format,.cipher,.scrypt_cost,.verified]'");
        Assert.Equal("[8,\"SIV_CTRMAC\",1024,true]\n", run.Text);

        ShellRun again = Run($"$fathom vault create {Vault}");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("File exists", again.Error, StringComparison.Ordinal);
        Assert.Contains("not verified", Run($"unset FATHOM_PASSWORD; $fathom vault info {Vault}").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create $v --scrypt-cost 1000", "power of 2")]
    [InlineData("create $v --cipher aes", "gcm")]
    [InlineData("create nfs://server/export", "read only")]
    [InlineData("mkdir nfs://server/export x", "read only")]
    [InlineData("put nfs://server/export x y", "read only")]
    [InlineData("passwd nfs://server/export", "read only")]
    [InlineData("ls $v ../x", "'..'")]
    [InlineData("get $v x", "missing operand")]
    [InlineData("info --password-file x --password-fd 3 $v", "cannot be combined")]
    [InlineData("name --decrypt --node $v x", "cannot be combined")]
    [InlineData("", "a command is missing")]
    public void What_cannot_be_meant_is_wrong_usage(string command, string expected)
    {
        ShellRun run = Run($"v={Vault}; $fathom vault {command}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Vault));
    }

    [Theory]
    [InlineData("--password-file old --new-password-file new")]
    [InlineData("--password-fd 7 --new-password-fd 8 7<old 8<new")]
    [InlineData("--password-stdin --new-password-stdin < both")]
    [InlineData("--password-file <(cat old) --new-password-stdin < new")]
    public void A_password_is_changed_whatever_way_it_is_given(string options)
    {
        _folder.Write("old", "first\n");
        _folder.Write("new", "sécond\r\nand more\n");
        _folder.Write("both", "first\nsécond\n");
        Create("first");

        ShellRun run = ShellRun.Of($"cd {_folder.Path}; $fathom vault passwd v {options}");

        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Equal(0, ShellRun.Of($"$fathom vault ls {Vault}", ("FATHOM_PASSWORD", "sécond")).ExitCode);
        ShellRun old = ShellRun.Of($"$fathom vault ls {Vault}", ("FATHOM_PASSWORD", "first"));
        Assert.Equal(1, old.ExitCode);
        Assert.Contains("the password is wrong", old.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_changed_by_variables()
    {
        Create("first");
        Assert.Equal(0, ShellRun.Of($"$fathom vault passwd {Vault}", ("FATHOM_PASSWORD", "first"), ("FATHOM_NEW_PASSWORD", "next")).ExitCode);
        Assert.Contains("verified\n", ShellRun.Of($"$fathom vault info {Vault}", ("FATHOM_PASSWORD", "next")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_new_password_and_a_terminal_it_is_said_how_to_give_one()
    {
        Create("first");
        ShellRun run = ShellRun.Of($"$fathom vault passwd {Vault}", ("FATHOM_PASSWORD", "first"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--new-password-file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recovery_key_sets_a_password_and_a_wrong_one_says_what_is_wrong()
    {
        Create("lost");
        ShellRun run = ShellRun.Of(
            $"""
            cd {_folder.Path}; $fathom vault recovery-key v > key; export FATHOM_PASSWORD=; export FATHOM_NEW_PASSWORD=found
            tr 'a-zA-Z' 'b-zaB-ZA' < key | $fathom vault passwd --recovery-key-file - v; echo $?
            $fathom vault passwd --recovery-key-file key v; echo $?
            """, ("FATHOM_PASSWORD", "lost"));

        Assert.Equal("2\n0\n", run.Text);
        Assert.Contains("checksum does not match", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, ShellRun.Of($"$fathom vault ls {Vault}", ("FATHOM_PASSWORD", "found")).ExitCode);
    }

    [Fact]
    public void A_descriptor_that_is_not_open_is_an_error()
    {
        Create("x");
        ShellRun run = ShellRun.Of($"$fathom vault ls --password-fd 99 {Vault}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Bad file descriptor", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_password_stands_in_the_command_line_of_a_process()
    {
        Create("top-secret");
        ShellRun run = ShellRun.Of(
            $"mkfifo {_folder.Path}/p; $fathom vault ls --password-file {_folder.Path}/p {Vault} & exec 5>{_folder.Path}/p; tr '\\0' ' ' < /proc/$!/cmdline; echo top-secret >&5; exec 5>&-; wait $!");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("vault ls", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_leads_to_the_stored_file_and_back()
    {
        Create("x");
        ShellRun run = ShellRun.Of(
            $"cd {_folder.Path}; echo hi | $fathom vault put v - note.txt; s=$($fathom vault name v note.txt); test -f v/$s && $fathom vault name --decrypt v v/$s; $fathom vault name v nothing",
            ("FATHOM_PASSWORD", "x"));

        Assert.Equal("/note.txt\n", run.Text);
        Assert.Contains("cannot find 'nothing': No such file", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    private void Create(string password) =>
        Assert.Equal(0, ShellRun.Of($"$fathom vault create --scrypt-cost 2 {Vault}", ("FATHOM_PASSWORD", password)).ExitCode);

    private static ShellRun Run(string script) => ShellRun.Of(script, ("FATHOM_PASSWORD", "correct horse"));
}
