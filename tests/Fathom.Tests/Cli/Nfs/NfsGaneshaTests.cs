using System.Runtime.Versioning;
using Fathom.Tests.Index;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Nfs;

/// <summary>Commands on an export of a real server equal the same commands on the folder that it exports.</summary>
[SupportedOSPlatform("linux")]
public sealed class NfsGaneshaTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Commands_on_an_export_equal_those_on_its_folder()
    {
        string tree = _folder.At("tree");
        Shell.Run(RepositoryRoot.Binary, "gen", tree, "--entries", "3000").EnsureSuccess();
        Shell.Run(RepositoryRoot.Binary, "gen", tree + "/deep", "--shape", "deep", "--entries", "200").EnsureSuccess();
        Shell.Run("bash", "-c", "cd \"$1\" && mkdir $'odd\\xff' && ln -s no/where $'odd\\xff/l\\ni' && mkfifo pipe && truncate -s 5G hole", "-", tree).EnsureSuccess();
        using GaneshaServer server = new(tree);

        AssertEqual(tree, server.Url, "du");
        AssertEqual(tree, server.Url, "du", "-a", "-b", "--time");
        AssertEqual(tree, server.Url, "du", "--inodes", "-d2");
        AssertEqual(tree, server.Url, "list", "--sort", "--format", "%p %s %b %m %U %G %n %T@ %C@ %y %l\\0");
        AssertEqual(tree, server.Url, "top", "--by", "dir", "--format", "csv");
        AssertEqual(tree, server.Url, "top", "--by", "owner", "--format", "csv");
        NfsProgram.AssertSays(NfsProgram.Run("diff", "--exit-code", tree, server.Url), 0, "nothing differs");
        NfsProgram.AssertSays(NfsProgram.Run("scan", "-q", tree, "-o", _folder.At("local.fathom")), 0);
        NfsProgram.AssertSays(NfsProgram.Run("scan", "-q", server.Url, "-o", _folder.At("nfs.fathom")), 0);
        Assert.Equal(IndexRows.Summary(_folder.At("local.fathom")).Digest, IndexRows.Summary(_folder.At("nfs.fathom")).Digest);
    }

    [Fact]
    public void A_real_server_tells_what_it_exports()
    {
        string tree = _folder.At("tree");
        Directory.CreateDirectory(tree);
        using GaneshaServer server = new(tree);

        ShellResult run = NfsProgram.Run("nfs", "exports", server.Url);

        NfsProgram.AssertSays(run, 0);
        Assert.StartsWith(tree + "\t", Assert.Single(run.Lines), StringComparison.Ordinal);
    }

    private static void AssertEqual(string tree, string url, params string[] command)
    {
        ShellResult local = NfsProgram.Run([.. command, tree]);
        ShellResult remote = NfsProgram.Run([.. command, url]);
        NfsProgram.AssertSays(local, 0);
        NfsProgram.AssertSays(remote, 0);
        Assert.NotEmpty(local.Output);
        Assert.Equal(local.Text, remote.Text.Replace("nfs://127.0.0.1", string.Empty, StringComparison.Ordinal));
    }
}
