using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Cli.Mount;

/// <summary>A server that is killed while programs write.</summary>
[SupportedOSPlatform("linux")]
public sealed class KilledMountTests : IDisposable
{
    private const int Chunk = 32 * 1024;
    private const int Rounds = 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // Prints what is on stable storage once the call came back that promised it. What a file holds can be told from its name.
    //   files      written, synced, renamed to its name, the directory synced
    //   log        whole chunks, each synced
    //   churn      never synced: made, overwritten, cut, renamed, removed
    private const string Writer = """
        use strict; use warnings; use IO::Handle; use Fcntl qw(:DEFAULT :seek);
        $| = 1; my ($who, $round) = @ARGV; my $n = 0;
        sub synced { my ($f) = @_; defined $f->sync or exit 0 }
        if ($who eq 'files') {
            while (1) {
                my $times = 1 + 97 * ($n % 50); my $name = sprintf('%s-%d-%d', $n % 3 ? 'short' : 'l' x 180, $round, $n++);
                open(my $f, '>', ".$name") or exit 0;
                print $f $name x $times or exit 0; $f->flush or exit 0; synced($f); close $f or exit 0;
                rename(".$name", $name) or exit 0; open(my $d, '<', '.') or exit 0; synced($d); print "$name $times\n";
            }
        } elsif ($who eq 'log') {
            sysopen(my $f, "log-$round", O_WRONLY|O_APPEND|O_CREAT) or exit 0;
            while (1) { syswrite($f, pack('V', $n++) x 8192) == 32768 or exit 0; synced($f); print "log-$round $n\n" }
        } else {
            srand($round);
            while (1) {
                my $name = "churn-$round-" . int rand 6; my $what = int rand 5;
                if ($what == 0) { unlink $name } elsif ($what == 1) { rename($name, "churn-$round-" . int rand 6) } elsif ($what == 2) { truncate($name, int rand 200000) }
                else { sysopen(my $f, $name, O_WRONLY|O_CREAT) or exit 0; sysseek($f, int rand 300000, SEEK_SET); syswrite($f, 'x' x (1 + rand 400000)) or exit 0; close $f }
            }
        }
        """;

    private readonly TempFolder _source = new(CorpusStore.Folder);
    private readonly TempFolder _mount = new();
    private readonly TempFolder _programs = new();
    private readonly VaultWriter _vault;

    public KilledMountTests()
    {
        Assert.SkipUnless(RawFiles.IsRoot && File.Exists("/dev/fuse"), "mounting needs root and /dev/fuse");
        Assert.SkipUnless(File.Exists(RepositoryRoot.Binary), "the binary is needed: run ./test");
        _vault = new VaultWriter(_source.Path, CipherCombo.SivGcm);
        _programs.Write("writer.pl", Writer);
    }

    [Fact]
    public void What_was_synced_is_there_after_every_kill_and_nothing_else_is_damaged()
    {
        byte[] untouched = ContentSteps.Noise(300_000);
        Dictionary<string, int> all = [];
        Dictionary<string, int> last = [];
        for (int round = 0; round < Rounds; round++)
        {
            using Process server = Mount();
            AssertThere(last);
            if (round == 0)
            {
                File.WriteAllBytes(_mount.At("untouched"), untouched);
            }

            last = WriteUntilKilled(server, round);
            last.ToList().ForEach(pair => all.Add(pair.Key, pair.Value));
        }

        Assert.InRange(all.Keys.Count(static name => name.StartsWith("log", StringComparison.Ordinal)), Rounds / 2, Rounds);
        Assert.True(all.Count > 2 * Rounds, $"{all.Count} files were synced");
        using (Process server = Mount())
        {
            AssertThere(all);
            Assert.Equal(untouched, File.ReadAllBytes(_mount.At("untouched")));
            Shell.Run("umount", _mount.Path).EnsureSuccess();
            Assert.True(server.WaitForExit(s_patience));
        }

        AssertOnlyWhatWasWrittenIsTorn();
    }

    public void Dispose()
    {
        Shell.Run("umount", "-l", _mount.Path);
        _vault?.Dispose();
        _programs.Dispose();
        _mount.Dispose();
        _source.Dispose();
    }

    private Process Mount()
    {
        ProcessStartInfo start = new(RepositoryRoot.Binary, ["mount", "--foreground", $"vault:{_source.Path}", _mount.Path]);
        start.Environment["FATHOM_PASSWORD"] = Encoding.UTF8.GetString(VaultWriter.Password);
        Process server = Process.Start(start)!;
        DateTime end = DateTime.UtcNow + s_patience;
        while (!IsMounted())
        {
            Assert.True(DateTime.UtcNow < end && !server.HasExited, "the vault was not mounted");
            Thread.Sleep(5);
        }

        return server;
    }

    private bool IsMounted() => File.ReadAllLines("/proc/self/mounts").Any(line => line.Split(' ')[1] == _mount.Path);

    /// <summary>Lets programs write for a while, kills the server, and unmounts.</summary>
    /// <returns>What they said to be on stable storage: names, and how often the name or how many chunks they hold.</returns>
    private Dictionary<string, int> WriteUntilKilled(Process server, int round)
    {
        List<Process> writers = [.. new[] { "files", "log", "churn" }.Select(who => StartWriter(who, round))];
        List<Task<string>> said = [.. writers.Select(static writer => writer.StandardOutput.ReadToEndAsync())];

        // Another moment of what they do each time.
        Thread.Sleep(150 + (round * 37 % 200));
        server.Kill();
        Assert.True(server.WaitForExit(s_patience));
        Shell.Run("umount", "-l", _mount.Path).EnsureSuccess();
        Assert.All(writers, static writer => Assert.True(writer.WaitForExit(s_patience), "a writer hangs"));
        writers.ForEach(static writer => writer.Dispose());

        // Of a log the last line counts.
        return said.SelectMany(static text => text.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(static line => line.Split(' '))
            .GroupBy(static words => words[0], static words => int.Parse(words[1], CultureInfo.InvariantCulture))
            .ToDictionary(static file => file.Key, static file => file.Last());
    }

    private Process StartWriter(string who, int round) => Process.Start(new ProcessStartInfo("perl", [_programs.At("writer.pl"), who, $"{round}"])
    {
        WorkingDirectory = _mount.Path,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private void AssertThere(Dictionary<string, int> synced)
    {
        foreach ((string name, int times) in synced)
        {
            if (name.StartsWith("log", StringComparison.Ordinal))
            {
                AssertLog(name, times);
            }
            else
            {
                Assert.Equal(string.Concat(Enumerable.Repeat(name, times)), File.ReadAllText(_mount.At(name)));
            }
        }
    }

    private void AssertLog(string name, int chunks)
    {
        using FileStream log = File.OpenRead(_mount.At(name));
        byte[] chunk = new byte[Chunk];
        for (int number = 0; number < chunks; number++)
        {
            log.ReadExactly(chunk);
            Assert.False(MemoryMarshal.Cast<byte, int>(chunk).ContainsAnyExcept(number), $"chunk {number} of {name}");
        }
    }

    /// <summary>A write or a cut that is interrupted leaves one chunk torn, of a file that was not synced since; what is made or removed is left under
    /// a name that no program lists. A repair takes that away; all else authenticates.</summary>
    private void AssertOnlyWhatWasWrittenIsTorn()
    {
        _ = _vault.Check(CheckSteps.Repair);
        foreach (VaultFinding finding in _vault.Check(CheckSteps.Data))
        {
            string path = Encoding.UTF8.GetString(finding.ClearPath.Span);
            bool isBeingWritten = new[] { "/log-", "/churn-", "/.", "/LOST+FOUND/" }.Any(start => path.StartsWith(start, StringComparison.Ordinal));
            bool isTorn = finding.Kind is VaultFindingKind.UnreadableChunks or VaultFindingKind.WrongFileSize;
            Assert.True(isTorn && isBeingWritten, $"{finding.Kind} {path}: {finding.Detail}");
        }
    }
}
