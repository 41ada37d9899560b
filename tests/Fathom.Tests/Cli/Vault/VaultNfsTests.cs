using System.Runtime.Versioning;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Cli.Vault;

/// <summary>A vault on a real server, which no kernel mounts.</summary>
[SupportedOSPlatform("linux")]
public sealed class VaultNfsTests : IDisposable
{
    private readonly VaultFolder _vault = new();
    private readonly TempFolder _folder = new();

    public VaultNfsTests()
    {
        DirectoryId directory = _vault.Writer.MakeDirectory(VaultFolder.Root, "directory");
        _vault.Writer.MakeFile(directory, new string('n', 200), new byte[70_000]);
        _vault.Writer.MakeFile(directory, "note", "hello"u8.ToArray());
        _vault.Writer.MakeLink(VaultFolder.Root, "link"u8, "directory/note"u8);
    }

    public void Dispose()
    {
        _vault.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_vault_on_a_server_is_listed_read_copied_and_checked_as_one_on_disk()
    {
        using GaneshaServer server = new(_vault.Writer.Folder);
        string local = _vault.Writer.Folder;

        Assert.Equal("hello", Run($"$fathom vault cat '{server.Url}' directory/note").Text);
        AssertEqual(local, server.Url, "vault ls -lR '{0}'");
        AssertEqual(local, server.Url, "list --sort --format '%y %s %f %l\\n' 'vault:{0}' | tail -n +2");
        AssertEqual(local, server.Url, "vault tree '{0}'");
        AssertEqual(local, server.Url, "vault check -q --data '{0}' | tail -n +2");
        AssertEqual(local, server.Url, "du -sb --overhead 'vault:{0}' | tail -n +3");
        Assert.Contains("directory/note", Run($"$fathom list 'vault+{server.Url}'").Text, StringComparison.Ordinal);
        Assert.Equal("same\n", Run($"$fathom vault get '{server.Url}' / {_folder.At("a")} && $fathom vault get {local} / {_folder.At("b")} && diff -r --no-dereference {_folder.At("a")} {_folder.At("b")} && echo same").Text);
    }

    [Fact]
    public void A_vault_on_a_server_is_read_only()
    {
        using GaneshaServer server = new(_vault.Writer.Folder);
        string before = Stored();

        foreach (string command in (string[])["put '{0}' /etc/hostname x", "mkdir '{0}' x", "rm -r '{0}' directory", "mv '{0}' link x", "check --repair '{0}'", "passwd '{0}'"])
        {
            ShellRun run = Run("$fathom vault " + string.Format(null, command, server.Url));
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("a vault on a server is read only", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, Stored());
    }

    private string Stored() => ShellRun.Of($"find {_vault.Writer.Folder} -printf '%P %s %T@\\n' | sort").Text;

    private static void AssertEqual(string local, string url, string command)
    {
        ShellRun onDisk = Run("$fathom " + string.Format(null, command, local));
        ShellRun onServer = Run("$fathom " + string.Format(null, command, url));
        Assert.Equal(("", 0), (onDisk.Error, onDisk.ExitCode));
        Assert.NotEmpty(onDisk.Text);
        Assert.Equal(("", onDisk.Text), (onServer.Error, onServer.Text));
    }

    private static ShellRun Run(string script) => ShellRun.Of(script, ("FATHOM_PASSWORD", "correct horse"));
}
