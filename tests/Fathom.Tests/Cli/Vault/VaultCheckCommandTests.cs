using System.Runtime.Versioning;
using System.Text.Json;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Cli.Vault;

/// <summary><c>fathom vault check</c>, as a user and as a program meet it.</summary>
[SupportedOSPlatform("linux")]
public sealed class VaultCheckCommandTests : IDisposable
{
    private readonly VaultFolder _vault = new();
    private readonly TempFolder _folder = new();
    private readonly DirectoryId _directory;

    public VaultCheckCommandTests()
    {
        _directory = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        _vault.Writer.MakeFile(_directory, "file", new byte[70_000]);
        _vault.Writer.MakeLink(VaultFolder.Root, "link"u8, "directory"u8);
    }

    private string Vault => _vault.Writer.Folder;

    public void Dispose()
    {
        _vault.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_sound_vault_is_said_to_be_sound_with_what_was_looked_at()
    {
        ShellRun run = Run("check $v");

        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains($"'{Vault}': sound\n  2 directories, 1 files, 1 links, 0 long names\n", run.Text, StringComparison.Ordinal);
        Assert.Contains("; --data checks all", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("--data", Run("check --data $v").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_chunk_is_found_with_data_alone()
    {
        DamageChunk();

        Assert.Equal(0, Run("check $v").ExitCode);
        ShellRun run = Run("check --data $v");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error: '/directory/file': unreadable-chunks: ", run.Text, StringComparison.Ordinal);
        Assert.Contains("  stored as 'd/", run.Text, StringComparison.Ordinal);
        Assert.Contains("damaged, 1 problems", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_document_also_of_a_damaged_vault()
    {
        DamageChunk();

        ShellRun run = Run("check --data --json -q $v");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        JsonElement document = JsonDocument.Parse(run.Output).RootElement;
        JsonElement finding = Assert.Single(document.GetProperty("findings").EnumerateArray());
        Assert.Equal(("unreadable-chunks", "error", "/directory/file"), (Text(finding, "kind"), Text(finding, "severity"), Text(finding, "path")));
        Assert.True(document.GetProperty("complete").GetBoolean());
        Assert.False(document.GetProperty("sound").GetBoolean());
        Assert.Equal((1, 1), (document.GetProperty("errors").GetInt32(), document.GetProperty("open").GetInt32()));
    }

    [Fact]
    public void A_repair_is_announced_then_done_and_then_nothing_is_left_of_the_problem()
    {
        Directory.Delete(_vault.Writer.NodeOf(VaultFolder.Root, "directory"u8), recursive: true);
        string before = Listing();

        ShellRun announced = Run("check --repair --dry-run $v");
        Assert.Equal(1, announced.ExitCode);
        Assert.Contains("  --repair would ", announced.Text, StringComparison.Ordinal);
        Assert.Equal(before, Listing());

        ShellRun repaired = Run("check --repair $v");
        Assert.Equal((0, ""), (repaired.ExitCode, repaired.Error));
        Assert.Contains("  repaired: ", repaired.Text, StringComparison.Ordinal);
        Assert.Contains(": sound, 1 repaired\n", repaired.Text, StringComparison.Ordinal);

        Assert.Equal(0, Run("check $v").ExitCode);
        Assert.Equal($"LOST+FOUND\nLOST+FOUND/{_directory}\nLOST+FOUND/{_directory}/file\nlink\n", Run("ls --json -R $v | jq -r '.path[1:]' | sort").Text);
    }

    [Fact]
    public void A_wrong_password_checks_nothing()
    {
        string before = Listing();
        ShellRun run = ShellRun.Of($"$fathom vault check --repair {Vault}", ("FATHOM_PASSWORD", "wrong"));

        Assert.Equal((1, ""), (run.ExitCode, run.Text));
        Assert.Contains("the password is wrong", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, Listing());
    }

    [Theory]
    [InlineData("check", "missing operand VAULT")]
    [InlineData("check --repair nfs://server/export/vault", "read only")]
    [InlineData("check --bogus $v", "--bogus")]
    public void What_cannot_be_meant_is_wrong_usage(string command, string expected)
    {
        ShellRun run = Run(command);

        Assert.Equal((2, ""), (run.ExitCode, run.Text));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_vault_and_a_missing_one_are_told()
    {
        Assert.Contains("there is no vault here", Run($"check {_folder.Path}").Error, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", Run("check $v/absent").Error, StringComparison.Ordinal);
        Assert.Equal(1, Run("check $v/absent").ExitCode);
    }

    [Fact]
    public void A_closed_pipe_and_a_full_device_end_it()
    {
        DamageChunk();

        Assert.Equal("141\n", Run("check --data $v | true; echo ${PIPESTATUS[0]}").Text);
        ShellRun full = Run("check $v > /dev/full");
        Assert.Equal(1, full.ExitCode);
        Assert.Contains("No space left on device", full.Error, StringComparison.Ordinal);
    }

    // Sparse files of 40 GB in all: more than any machine decrypts before the signal comes.
    [Theory]
    [InlineData("check --data")]
    [InlineData("check --data --json")]
    public void Interrupted_it_says_so_and_changes_nothing(string command)
    {
        for (int i = 0; i < 200; i++)
        {
            using FileStream file = File.OpenWrite(_vault.Writer.MakeFile(_directory, $"big{i}", [1]));
            file.SetLength(200_000_000);
        }

        string before = Listing();
        ShellRun run = Run($"{command} $v > {_folder.At("out")} & pid=$!; for i in $(seq 300); do [ $(ls /proc/$pid/fd 2>/dev/null | wc -l) -gt 8 ] && break; sleep 0.1; done; sleep 1; kill -TERM $pid; wait $pid; echo $?");

        Assert.Equal("130\n", run.Text);
        string output = File.ReadAllText(_folder.At("out"));
        Assert.Contains(command.Contains("json", StringComparison.Ordinal) ? "\"complete\": false" : "not checked to the end", output, StringComparison.Ordinal);
        Assert.Equal(before, Listing());
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private void DamageChunk()
    {
        string stored = _vault.Writer.NodeOf(_directory, "file"u8);
        byte[] content = File.ReadAllBytes(stored);
        content[50_000] ^= 1;
        File.WriteAllBytes(stored, content);
    }

    private string Listing() => ShellRun.Of($"find {Vault} -printf '%P %s %T@\\n' | sort").Text;

    private ShellRun Run(string command) => ShellRun.Of($"v={Vault}; $fathom vault {command}", ("FATHOM_PASSWORD", "correct horse"));
}
