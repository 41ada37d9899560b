using System.Text.Json;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Nfs;

/// <summary><c>fathom nfs exports</c>.</summary>
public sealed class NfsExportsTests
{
    [Fact]
    public void Exports_are_paths_and_who_may_mount_them()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(1));

        ShellResult run = NfsProgram.Run("nfs", "exports", $"127.0.0.1?mountport={server.MountPort}");
        ShellResult url = NfsProgram.Run("nfs", "exports", server.Url);

        NfsProgram.AssertSays(url, 0);
        Assert.Equal((byte[])[.. "/export\t10.0.0.0/8,clients\n/raw-"u8, 0xff, .. "\t(everyone)\n"u8], url.Output);
        NfsProgram.AssertSays(run, 0);
        Assert.Equal(url.Output, run.Output);
    }

    [Fact]
    public void Paths_alone_end_with_nul()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(1));
        Assert.Equal((byte[])[.. "/export\0/raw-"u8, 0xff, 0], NfsProgram.Run("nfs", "exports", "-0", server.Url).Output);
    }

    [Fact]
    public void As_json_they_keep_the_bytes_of_their_names()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(1));

        using JsonDocument document = JsonDocument.Parse(NfsProgram.Run("nfs", "exports", "--json", server.Url).Output);

        Assert.Equal("127.0.0.1", document.RootElement.GetProperty("server").GetString());
        JsonElement[] exports = [.. document.RootElement.GetProperty("exports").EnumerateArray()];
        Assert.Equal("/export", exports[0].GetProperty("path").GetString());
        Assert.Equal(["10.0.0.0/8", "clients"], exports[0].GetProperty("groups").EnumerateArray().Select(static group => group.GetString()));
        Assert.Equal([.. "/raw-"u8, 0xff], exports[1].GetProperty("path_b64").GetBytesFromBase64());
        Assert.Empty(exports[1].GetProperty("groups").EnumerateArray());
    }

    [Fact]
    public void Two_formats_at_once_are_wrong_usage() => NfsProgram.AssertSays(NfsProgram.Run("nfs", "exports", "--json", "-0", "server"), 2, "--json");
}
