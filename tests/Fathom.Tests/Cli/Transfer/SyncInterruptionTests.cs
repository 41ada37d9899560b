using System.Diagnostics;
using System.Runtime.Versioning;
using Fathom.Nfs;
using Fathom.Tests.Cli.Nfs;
using Fathom.Tests.Conformance;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

/// <summary>Transfers that are told to end, and servers that say nothing.</summary>
[SupportedOSPlatform("linux")]
public sealed class SyncInterruptionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public SyncInterruptionTests()
    {
        Directory.CreateDirectory(_folder.At("source"));
        File.WriteAllBytes(_folder.At("source/large"), ContentSteps.Noise(8_000_000));
        for (int i = 0; i < 20; i++)
        {
            _folder.Write($"source/small{i}", $"new {i}");
            _folder.Write($"target/small{i}", $"old, and longer {i}");
        }

        _folder.Write("target/large", "old");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", "")]
    [InlineData("TERM", "")]
    [InlineData("INT", "--delay-updates")]
    public void A_signal_ends_a_run_with_whole_files_and_nothing_beside_them(string signal, string option)
    {
        using Process process = StartSlow(option);
        Shell.Run("kill", $"-{signal}", $"{process.Id}").EnsureSuccess();
        ShellResult run = NfsProgram.End(process);

        NfsProgram.AssertSays(run, 20, "fathom sync: interrupted; what was not copied is left for the next run");
        AssertWhole();
        Assert.Equal("old", File.ReadAllText(_folder.At("target/large")));
        Assert.Equal(21, Directory.GetFileSystemEntries(_folder.At("target")).Length);
    }

    [Fact]
    public void What_was_copied_of_a_file_is_kept_if_asked_for()
    {
        using Process process = StartSlow("--partial-dir=.part");
        NfsProgram.Interrupt(process);

        NfsProgram.AssertSays(NfsProgram.End(process), 20, "interrupted");
        AssertWhole();
        Assert.Equal("old", File.ReadAllText(_folder.At("target/large")));
        byte[] part = File.ReadAllBytes(_folder.At("target/.part/large"));
        Assert.True(part.Length is > 0 and < 8_000_000 && ContentSteps.Noise(8_000_000).AsSpan().StartsWith(part));
        Shell.Run(RepositoryRoot.Binary, "sync", "-a", "--partial-dir=.part", _folder.At("source/"), _folder.At("target")).EnsureSuccess();
        Assert.Equal("", Shell.Run("rsync", "-aniHc", "--delete", _folder.At("source/"), _folder.At("target")).EnsureSuccess().Text);
    }

    [Fact]
    public void A_second_signal_ends_a_run_at_once()
    {
        using Process process = StartSlow("--copiers=1");
        NfsProgram.Interrupt(process);
        Shell.Run("kill", "-INT", $"{process.Id}");

        Assert.Equal(20, NfsProgram.End(process).ExitCode);
        AssertWhole();
        Assert.Equal("old", File.ReadAllText(_folder.At("target/large")));
    }

    [Fact]
    public void A_killed_run_is_cleaned_up_by_the_next_one_and_not_by_one_beside_it()
    {
        using Process process = StartSlow("");
        Shell.Run(RepositoryRoot.Binary, "sync", "-a", "--delete", "--exclude=large", _folder.At("source/"), _folder.At("target")).EnsureSuccess();
        Assert.NotEmpty(Temporaries());
        process.Kill();
        Assert.Equal(137, NfsProgram.End(process).ExitCode);

        Shell.Run(RepositoryRoot.Binary, "sync", "-a", "--exclude=large", _folder.At("source/"), _folder.At("target")).EnsureSuccess();

        Assert.Empty(Temporaries());
        Assert.Equal("old", File.ReadAllText(_folder.At("target/large")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--delay-updates")]
    [InlineData("--partial-dir=.part")]
    public void Two_runs_into_one_target_leave_each_other_alone(string option)
    {
        using Process one = StartSlow(option, "4000");
        using Process other = Start(option, "3000");
        ShellResult first = NfsProgram.End(one);
        ShellResult second = NfsProgram.End(other);

        NfsProgram.AssertSays(first, 0);
        NfsProgram.AssertSays(second, 0);
        AssertWhole();
        string[] more = option.Length == 0 ? [] : [option];
        Shell.Run(RepositoryRoot.Binary, ["sync", "-a", "--delete", .. more, _folder.At("source/"), _folder.At("target")]).EnsureSuccess();
        Assert.Equal("", Shell.Run("rsync", "-aniHc", "--delete", _folder.At("source/"), _folder.At("target")).EnsureSuccess().Text);
    }

    [Theory]
    [InlineData("plan -a")]
    [InlineData("sync -ai")]
    public void A_reader_that_goes_away_is_no_reason_for_messages(string command)
    {
        for (int i = 0; i < 3000; i++)
        {
            _folder.Write($"source/d/a rather long name of a small file {i}", "");
        }

        ShellRun run = ShellRun.Of($"cd '{_folder.Path}'; {RepositoryRoot.Binary} {command} source/ target | head -n 1");

        Assert.Single(run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("", run.Error);
        AssertWhole();
    }

    [Theory]
    [InlineData("GETATTR")]
    [InlineData("READDIRPLUS")]
    public void A_server_that_does_not_answer_is_told_as_rsync_does(string procedure)
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(5));
        server.On(procedure == "GETATTR" ? Nfs3.GetAttr : Nfs3.ReadDirPlus, FakeAnswer.None, skip: procedure == "GETATTR" ? 0 : 1);

        ShellResult run = NfsProgram.Run("sync", "-r", "--delete", "--timeout=1", "--retries=1", server.Url, _folder.At("target"));

        NfsProgram.AssertSays(run, 30, "Connection timed out");
        Assert.Equal("old", File.ReadAllText(_folder.At("target/large")));
    }

    private Process StartSlow(string option, string rate = "1000")
    {
        Process process = Start(option, rate);
        NfsProgram.WaitUntil(process, () => Temporaries().Length > 0);
        Assert.False(process.HasExited);
        return process;
    }

    private Process Start(string option, string rate)
    {
        string[] more = option.Length == 0 ? [] : [option];
        return NfsProgram.Start(["sync", "-a", $"--bwlimit={rate}", "--no-journal", .. more, _folder.At("source/"), _folder.At("target")]);
    }

    private string[] Temporaries() => Directory.GetFiles(_folder.At("target"), ".fathom-sync-*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });

    private void AssertWhole()
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.True(File.ReadAllText(_folder.At($"target/small{i}")) is var text && (text == $"new {i}" || text == $"old, and longer {i}"), text);
        }

        byte[] large = File.ReadAllBytes(_folder.At("target/large"));
        Assert.True(large.AsSpan().SequenceEqual("old"u8) || large.AsSpan().SequenceEqual(ContentSteps.Noise(8_000_000)));
    }
}
