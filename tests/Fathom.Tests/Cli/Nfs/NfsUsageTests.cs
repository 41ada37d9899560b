using System.Runtime.Versioning;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Nfs;

/// <summary>What is refused before a server is asked, and what a server refuses.</summary>
[SupportedOSPlatform("linux")]
public sealed class NfsUsageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nfs://")]
    [InlineData("nfs:///export")]
    [InlineData("nfs://server:0/export")]
    [InlineData("nfs://server:http/export")]
    [InlineData("nfs://server/export?port=1")]
    [InlineData("nfs://server/export?uid=me")]
    [InlineData("nfs://server/export?version=4")]
    [InlineData("nfs://server/a/../b")]
    public void A_url_that_cannot_be_read_is_wrong_usage_and_the_message_shows_how_one_looks(string url)
    {
        string index = _folder.At("x.fathom");
        foreach (string[] arguments in (string[][])
            [["du", url], ["list", url], ["scan", url, "-o", index], ["top", url], ["diff", "/", url], ["diff", url, "/"], ["nfs", "exports", url]])
        {
            NfsProgram.AssertSays(NfsProgram.Run(arguments), 2, $"bad URL '{url}'", "nfs://HOST[:PORT]/EXPORT", "--help");
        }

        Assert.False(Path.Exists(index));
    }

    [Theory]
    [InlineData("--timeout", "0")]
    [InlineData("--timeout", "soon")]
    [InlineData("--timeout", "1e99")]
    [InlineData("--retries", "-1")]
    [InlineData("--retries", "1001")]
    [InlineData("--connections", "0")]
    [InlineData("--connections", "65")]
    [InlineData("--rpc-window", "129")]
    [InlineData("--rpc-size", "1023")]
    [InlineData("--rpc-size", "5M")]
    [InlineData("--max-rpcs", "0")]
    public void An_option_out_of_range_is_wrong_usage(string option, string value) =>
        NfsProgram.AssertSays(NfsProgram.Run("du", option, value, "."), 2, option, $"'{value}'");

    [Fact]
    public void Options_for_servers_do_not_make_abbreviations_of_others_ambiguous()
    {
        ShellResult run = NfsProgram.Run("du", "--max=0", _folder.Path);
        NfsProgram.AssertSays(run, 0);
        Assert.Single(run.Lines);
        NfsProgram.AssertSays(NfsProgram.Run("du", "--max-r=1", _folder.Path), 2, "--max-r");
    }

    [Fact]
    public void Links_on_a_server_cannot_be_followed()
    {
        foreach (string command in (string[])["du", "list"])
        {
            NfsProgram.AssertSays(NfsProgram.Run(command, "-L", "nfs://server/export"), 2, "a server does not tell what links lead to");
        }
    }

    [Theory]
    [InlineData("nfs://one/a", "nfs://two/a", "several machines")]
    [InlineData("nfs://one/a", "nfs://one:2050/b", "several machines")]
    [InlineData("nfs://one/a", "/", "several machines")]
    [InlineData("nfs://one/a", "nfs://one/a/b", "give one of the two")]
    [InlineData("nfs://one/a", "nfs://one/a/?uid=7", "give one of the two")]
    [InlineData("nfs://one/a", "nfs://ONE/./%61/b", "give one of the two")]
    [InlineData("nfs://one/a?nfsport=2050", "nfs://one/b?nfsport=2051", "several machines")]
    [InlineData("nfs://one:2049/a", "nfs://one/a/b?nfsport=2049", "give one of the two")]
    public void Roots_that_one_index_could_not_tell_apart_are_refused(string first, string second, string reason)
    {
        string index = _folder.At("x.fathom");
        NfsProgram.AssertSays(NfsProgram.Run("scan", first, second, "-o", index), 2, reason);
        Assert.False(Path.Exists(index));
    }

    [Fact]
    public void A_name_with_a_colon_is_a_local_file()
    {
        Directory.CreateDirectory(_folder.At("nfs:/server"));
        ShellResult run = Shell.Run(new ShellCommand(RepositoryRoot.Binary, "list", "./nfs://server") { WorkingDirectory = _folder.Path });
        Assert.Equal((0, "./nfs://server\n"), (run.ExitCode, run.Text));
    }

    [Fact]
    public void A_server_that_is_not_there_is_an_error_with_its_name()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(1));
        server.Stop();
        string index = _folder.At("x.fathom");
        foreach (string[] arguments in (string[][])
            [["du", server.Url], ["list", server.Url], ["scan", server.Url, "-o", index], ["top", server.Url], ["nfs", "exports", server.Url]])
        {
            ShellResult run = NfsProgram.Run([.. arguments, "--timeout", "0.1", "--retries", "1"]);
            NfsProgram.AssertSays(run, 1, "127.0.0.1", "Connection refused");
            Assert.Empty(run.Output);
        }

        Assert.False(Path.Exists(index));
    }

    [Fact]
    public void An_export_that_is_not_there_or_refused_is_an_error_with_its_path()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(1));
        string wrong = server.Url.Replace("/export?", "/nope?", StringComparison.Ordinal);
        NfsProgram.AssertSays(NfsProgram.Run("du", wrong), 1, "fathom du: ", "/nope", "No such file");

        server.On(FakePrograms.Mount, new FakeAnswer { Status = 13 });
        NfsProgram.AssertSays(NfsProgram.Run("du", server.Url), 1, "fathom du: ", "/export", "Permission denied");
    }
}
