using System.Diagnostics;
using System.Runtime.Versioning;
using Fathom.Nfs;
using Fathom.Tests.Index;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Nfs;

/// <summary>Runs whose server goes away, comes back, or says nothing; and runs that are killed.</summary>
[SupportedOSPlatform("linux")]
public sealed class NfsLostServerTests : IDisposable
{
    private static readonly string[] s_impatient = ["--timeout", "0.1", "--retries", "1"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Du_shows_no_total_of_a_tree_that_it_could_not_read_to_the_end()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(100));
        server.On(Nfs3.ReadDirPlus, FakeAnswer.None, skip: 20);

        ShellResult lines = NfsProgram.Run(["du", .. s_impatient, server.Url]);
        ShellResult json = NfsProgram.Run(["du", "--json", .. s_impatient, server.Url]);

        NfsProgram.AssertSays(lines, 1, $"127.0.0.1:{server.NfsPort}", "Connection timed out", "not counted: 'nfs://127.0.0.1/export'", "--timeout");
        Assert.Empty(lines.Output);
        Assert.Equal(1, json.ExitCode);
        Assert.Contains("\"partial\":true", json.Text, StringComparison.Ordinal);
        Assert.Contains("\"roots\":[]", json.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void List_says_that_its_lines_are_not_all()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(100));
        server.On(Nfs3.ReadDirPlus, FakeAnswer.None, skip: 20);

        ShellResult run = NfsProgram.Run(["list", .. s_impatient, server.Url]);

        NfsProgram.AssertSays(run, 1, "Connection timed out", "the list is not complete: 'nfs://127.0.0.1/export'");
    }

    [Fact]
    public void Top_and_diff_show_nothing_of_a_tree_that_they_could_not_read_to_the_end()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(100));
        server.On(Nfs3.ReadDirPlus, FakeAnswer.None, skip: 20);
        foreach (string[] arguments in (string[][])[["top", server.Url], ["diff", _folder.Path, server.Url]])
        {
            ShellResult run = NfsProgram.Run([.. arguments, .. s_impatient]);
            NfsProgram.AssertSays(run, 1, "Connection timed out");
            Assert.Empty(run.Output);
        }
    }

    [Fact]
    public void A_scan_goes_on_when_the_server_is_back()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(200));
        string whole = _folder.At("whole.fathom");
        NfsProgram.AssertSays(NfsProgram.Run("scan", server.Url, "-o", whole, "-q"), 0);
        int before = server.Count(Nfs3.ReadDirPlus);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Delay = TimeSpan.FromMilliseconds(5) });
        string index = _folder.At("x.fathom");

        using Process process = NfsProgram.Start(["scan", server.Url, "-o", index, "-q", "--part-rows", "20", "--rpc-window", "2", .. s_impatient]);
        NfsProgram.WaitUntil(process, () => server.Count(Nfs3.ReadDirPlus) > before + 100);
        server.Stop();
        ShellResult cut = NfsProgram.End(process);

        NfsProgram.AssertSays(cut, 1, "127.0.0.1", $"fathom scan --resume -o '{index}' goes on");
        Assert.False(IndexRows.Summary(index).IsFinished);
        Assert.True(IndexRows.Summary(index).Entries > 0);

        NfsProgram.AssertSays(NfsProgram.Run(["scan", "--resume", "-o", index, "-q", .. s_impatient]), 1, "Connection refused", "goes on");
        server.Restart();
        int resumedAt = server.Count(Nfs3.ReadDirPlus);
        NfsProgram.AssertSays(NfsProgram.Run("scan", "--resume", "-o", index, "-q"), 0);

        AssertSame(whole, index);
        Assert.True(server.Count(Nfs3.ReadDirPlus) - resumedAt < before, "it began again");
        Assert.Equal(0, server.Count(Nfs3.Lookup));
    }

    [Fact]
    public void A_server_that_comes_back_in_time_costs_nothing()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(200));
        string expected = NfsProgram.Run("du", server.Url).Text;
        int before = server.Count(Nfs3.ReadDirPlus);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Delay = TimeSpan.FromMilliseconds(5) });

        using Process process = NfsProgram.Start("du", server.Url, "--rpc-window", "2", "--timeout", "1", "--retries", "100");
        NfsProgram.WaitUntil(process, () => server.Count(Nfs3.ReadDirPlus) > before + 100);
        server.Stop();
        Thread.Sleep(200);
        server.Restart();
        ShellResult run = NfsProgram.End(process);

        NfsProgram.AssertSays(run, 0);
        Assert.Equal(expected, run.Text);
    }

    [Fact]
    public void A_scan_that_is_killed_again_and_again_loses_nothing_and_stores_nothing_twice()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(300));
        string whole = _folder.At("whole.fathom");
        NfsProgram.AssertSays(NfsProgram.Run("scan", server.Url, "-o", whole, "-q"), 0);
        server.On(Nfs3.ReadDirPlus, new FakeAnswer { Delay = TimeSpan.FromMilliseconds(2) });
        string index = _folder.At("x.fathom");
        int kills = 0;
        for (int run = 0; !Directory.Exists(index) || !IndexRows.Summary(index).IsFinished; run++)
        {
            Assert.True(run < 100, "it never comes to its end");
            int before = server.Count(Nfs3.ReadDirPlus);
            string[] what = Directory.Exists(index) ? ["--resume"] : [server.Url];
            using Process process = NfsProgram.Start(["scan", .. what, "-o", index, "-q", "--part-rows", "20", "--rpc-window", "2"]);
            NfsProgram.WaitUntil(process, () => server.Count(Nfs3.ReadDirPlus) > before + 60 + (17 * run));
            process.Kill();
            kills += NfsProgram.End(process).ExitCode == 137 ? 1 : 0;
        }

        Assert.True(kills > 1);
        AssertSame(whole, index);
    }

    [Theory]
    [InlineData("MNT")]
    [InlineData("GETATTR")]
    [InlineData("READDIRPLUS")]
    public void Interruption_ends_a_run_whose_server_says_nothing(string procedure)
    {
        RpcProcedure silent = procedure switch { "MNT" => FakePrograms.Mount, "GETATTR" => Nfs3.GetAttr, _ => Nfs3.ReadDirPlus };
        foreach (string[] arguments in (string[][])[["du"], ["list"], ["scan", "-o", _folder.At("x.fathom")], ["top"], ["diff", "/dev/null"]])
        {
            using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(3));
            server.On(silent, FakeAnswer.None);
            using Process process = NfsProgram.Start([.. arguments, server.Url, "--timeout", "1000"]);
            NfsProgram.WaitUntil(process, () => server.Count(silent) > 0);
            NfsProgram.Interrupt(process);
            NfsProgram.AssertSays(NfsProgram.End(process), 130, "interrupted");
        }

        NfsProgram.AssertSays(NfsProgram.Run(["scan", "--resume", "-o", _folder.At("x.fathom"), .. s_impatient]), 1, "goes on");
    }

    private static void AssertSame(string expected, string actual)
    {
        Assert.True(IndexRows.Summary(actual).IsFinished);
        Assert.Equal(IndexRows.Summary(expected).Digest, IndexRows.Summary(actual).Digest);
        Assert.Equal(IndexRows.Entries(expected), IndexRows.Entries(actual));
        Assert.Equal(IndexRows.Directories(expected), IndexRows.Directories(actual));
    }
}
