using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Index;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Nfs;

/// <summary>Commands on nfs:// roots, with a server in this process.</summary>
[SupportedOSPlatform("linux")]
public sealed class NfsRootTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Du_counts_what_the_server_has_under_the_url_without_its_query()
    {
        using FakeNfsServer server = FakeNfsServer.Start(MemoryNode.Directory(
            "root", MemoryNode.Directory("a", MemoryNode.File("x", 5_000)), MemoryNode.File("y", 100)));

        ShellResult run = NfsProgram.Run("du", "-a", "-b", server.Url);

        NfsProgram.AssertSays(run, 0);
        Assert.Equal(
            ["5000\tnfs://127.0.0.1/export/a/x", "9096\tnfs://127.0.0.1/export/a", "100\tnfs://127.0.0.1/export/y", "13292\tnfs://127.0.0.1/export"],
            run.Lines);
    }

    [Fact]
    public void A_directory_of_a_million_entries_fits_into_64_MB()
    {
        MemoryNode flat = MemoryNode.Directory("flat");
        using FakeNfsServer server = FakeNfsServer.Start(MemoryNode.Directory("root", flat));
        server.Fill(flat, new VirtualDirectory { Count = 1_000_000 });

        using Process process = NfsProgram.Start("du", "-s", "--inodes", server.Url);
        long peak = 0;
        NfsProgram.WaitUntil(process, () =>
        {
            peak = Math.Max(peak, PeakOf(process));
            return false;
        });
        ShellResult run = NfsProgram.End(process);

        NfsProgram.AssertSays(run, 0);
        Assert.Equal("1000002\tnfs://127.0.0.1/export", run.Lines.Single());
        Assert.InRange(peak, 1, 64_000);
    }

    [Fact]
    public void A_directory_below_the_export_is_a_root_too()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(3));
        string below = server.Url.Replace("/export?", "/export/d1/?", StringComparison.Ordinal);

        ShellResult run = NfsProgram.Run("list", "--sort", below);

        NfsProgram.AssertSays(run, 0);
        Assert.Equal(
            ["", "/e", "/e/g.bin", "/f1.txt"], run.Lines.Select(static line => line["nfs://127.0.0.1/export/d1".Length..]));
    }

    [Fact]
    public void Names_are_the_bytes_that_the_server_gave()
    {
        byte[] odd = [(byte)'a', 0xff, (byte)'\n', (byte)'b'];
        using FakeNfsServer server = FakeNfsServer.Start(MemoryNode.Directory("root", MemoryNode.File(odd, 1)));

        ShellResult run = NfsProgram.Run("list", "-0", server.Url);

        Assert.Equal((byte[])[.. "nfs://127.0.0.1/export\0nfs://127.0.0.1/export/"u8, .. odd, 0], run.Output);
    }

    [Fact]
    public void Equal_node_numbers_of_two_servers_are_two_nodes()
    {
        using FakeNfsServer first = FakeNfsServer.Start(NfsProgram.Tree(4));
        using FakeNfsServer second = FakeNfsServer.Start(NfsProgram.Tree(4));

        long one = Total(NfsProgram.Run("du", "-s", "-b", first.Url));
        long both = Total(NfsProgram.Run("du", "-s", "-c", "-b", first.Url, second.Url));

        Assert.Equal(2 * one, both);
    }

    [Fact]
    public void One_directory_given_twice_counts_once()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(4));

        Assert.Equal(
            Total(NfsProgram.Run("du", "-s", "-b", server.Url)), Total(NfsProgram.Run("du", "-s", "-c", "-b", server.Url, server.Url)));
    }

    [Fact]
    public void Lists_of_roots_may_mix_files_and_urls()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(2));
        File.WriteAllBytes(_folder.At("file"), new byte[10]);
        File.WriteAllBytes(_folder.At("list"), [.. Encoding.UTF8.GetBytes($"{_folder.At("file")}\0{server.Url}\0")]);

        ShellResult run = NfsProgram.Run("du", "-s", "-b", "--files0-from", _folder.At("list"));

        NfsProgram.AssertSays(run, 0);
        Assert.Equal([_folder.At("file"), "nfs://127.0.0.1/export"], run.Lines.Select(static line => line.Split('\t')[1]));
    }

    [Fact]
    public void Snapshots_of_a_server_are_left_out_unless_asked_for()
    {
        using FakeNfsServer server = FakeNfsServer.Start(MemoryNode.Directory(
            "root", MemoryNode.Directory(".snapshot", MemoryNode.File("old")), MemoryNode.File("new")));

        Assert.DoesNotContain("/old", NfsProgram.Run("list", server.Url).Text, StringComparison.Ordinal);
        Assert.Contains("/.snapshot/old", NfsProgram.Run("list", "--snapshots", server.Url).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_excluded_root_is_not_asked_for()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(1));

        ShellResult run = NfsProgram.Run("du", "-s", "--exclude", "export", server.Url);

        NfsProgram.AssertSays(run, 0);
        Assert.Empty(run.Output);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public void A_scan_shows_paths_without_the_query_and_keeps_the_url()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(5));
        string index = _folder.At("x.fathom");

        NfsProgram.AssertSays(NfsProgram.Run("scan", server.Url, "-o", index, "-q"), 0);

        Assert.Equal("nfs://127.0.0.1/export"u8, Assert.Single(IndexRows.Summary(index).Roots));
        Assert.Equal(NfsProgram.Run("du", server.Url).Text, NfsProgram.Run("du", index).Text);
        Assert.Equal(NfsProgram.Run("list", "--sort", server.Url).Text, NfsProgram.Run("list", "--sort", index).Text);
        Assert.Equal(
            NfsProgram.Run("du", server.Url.Replace("/export?", "/export/d2?", StringComparison.Ordinal)).Text,
            NfsProgram.Run("du", $"{index}:nfs://127.0.0.1/export/d2").Text);
        NfsProgram.AssertSays(NfsProgram.Run("diff", "--exit-code", index, server.Url), 0, "nothing differs");
    }

    [Fact]
    public void Top_of_a_url_is_that_of_its_index()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(5));
        string index = _folder.At("x.fathom");
        NfsProgram.AssertSays(NfsProgram.Run("scan", server.Url, "-o", index, "-q"), 0);

        foreach (string by in (string[])["size", "dir", "ext", "owner"])
        {
            ShellResult live = NfsProgram.Run("top", "--by", by, "--format", "csv", server.Url);
            NfsProgram.AssertSays(live, 0);
            Assert.NotEmpty(live.Lines);
            Assert.Equal(NfsProgram.Run("top", "--by", by, "--format", "csv", index).Text, live.Text);
        }
    }

    [Theory]
    [InlineData("--max-rpcs", "1000")]
    [InlineData("--connections", "1")]
    [InlineData("--connections", "5")]
    [InlineData("--rpc-window", "1")]
    [InlineData("--rpc-size", "4K")]
    [InlineData("--polite", null)]
    [InlineData("--nfs-readdir", null)]
    [InlineData("--timeout", "7.5")]
    [InlineData("--retries", "0")]
    public void No_option_changes_what_is_found(string option, string? value)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(30));
        string[] words = value is null ? [option] : [option, value];

        ShellResult run = NfsProgram.Run(["du", .. words, server.Url]);

        NfsProgram.AssertSays(run, 0);
        Assert.Equal(NfsProgram.Run("du", server.Url).Text, run.Text);
    }

    [Fact]
    public void Calls_are_explained_as_the_server_counted_them()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(20));

        ShellResult run = NfsProgram.Run("du", "-s", "--explain-io", server.Url);

        NfsProgram.AssertSays(run, 0, "calls to nfs://127.0.0.1/export", "p99 ms", "connections ", "window ", "calls/entry ");
        string row = Assert.Single(run.Error.Split('\n'), static line => line.StartsWith("READDIRPLUS", StringComparison.Ordinal));
        Assert.Equal($"{server.Count(Fathom.Nfs.Nfs3.ReadDirPlus)}", row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        NfsProgram.AssertSays(NfsProgram.Run("list", "--stats", server.Url), 0, "entries ", "READDIRPLUS", "total ");
    }

    [Fact]
    public void A_local_root_has_no_calls_to_explain()
    {
        Directory.CreateDirectory(_folder.At("tree"));
        NfsProgram.AssertSays(NfsProgram.Run("du", "-s", "--explain-io", _folder.At("tree")), 0, "no calls to a server, 1 entries");
    }

    private static long Total(ShellResult run)
    {
        NfsProgram.AssertSays(run, 0);
        return long.Parse(run.Lines[^1].Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    // The most memory that was ever resident, kB; 0 when the process is over.
    private static long PeakOf(Process process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
