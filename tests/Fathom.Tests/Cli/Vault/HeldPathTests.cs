using System.Runtime.Versioning;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Xunit;

namespace Fathom.Tests.Cli.Vault;

/// <summary>Commands on trees that are deeper than a path may be long, and than a walk that starts at the root each time would end with.</summary>
[SupportedOSPlatform("linux")]
public sealed class HeldPathTests : IDisposable
{
    private const int Levels = 2000;

    private readonly VaultFolder _vault = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _vault.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_tree_of_any_depth_is_put_drawn_listed_and_removed()
    {
        string source = _folder.At("source");
        Shell.Run(RepositoryRoot.Binary, "gen", source, "--shape", "deep", "--levels", $"{Levels}", "--entries", $"{3 * Levels}").EnsureSuccess();
        int entries = Shell.Run(RepositoryRoot.Binary, "list", source).Lines.Length - 1;

        Run("put", "-q", "--no-sync", _vault.Writer.Folder, source, "/");

        // Without the line of the top, the empty one and the sum; and without headings, and what stands between them.
        Assert.Equal(entries + 1, Run("tree", _vault.Writer.Folder).Lines.Length - 2);
        Assert.Equal(entries + 1, Run("ls", "-lR", _vault.Writer.Folder).Lines.Count(static line => line[0] is 'd' or '-' or 'l'));
        Run("rm", "-r", _vault.Writer.Folder, "/source");
        Assert.Empty(Run("ls", _vault.Writer.Folder).Text);
    }

    private static ShellResult Run(string command, params string[] arguments) => Shell.Run(new ShellCommand(RepositoryRoot.Binary, ["vault", command, .. arguments])
    {
        Environment = new Dictionary<string, string?> { ["FATHOM_PASSWORD"] = "correct horse" },
        Timeout = TimeSpan.FromSeconds(60),
    }).EnsureSuccess();
}
