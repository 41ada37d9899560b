using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

/// <summary>Transfers killed at random moments: each name stands for the old file or the whole new one, and the next run leaves nothing behind.</summary>
[SupportedOSPlatform("linux")]
public sealed class SyncKillTests : IDisposable
{
    private static readonly Dictionary<string, string?> s_environment = new() { ["FATHOM_PASSWORD"] = Encoding.UTF8.GetString(VaultWriter.Password) };

    private readonly TempFolder _folder = new();
    private readonly KilledTrees _trees;
    private readonly Random _random = new(43);
    private readonly string _target;
    private TimeSpan _lastRun;

    public SyncKillTests()
    {
        _trees = new KilledTrees(_folder);
        _target = _folder.At("target");
        Directory.CreateDirectory(_target);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-aH --delete", 50)]
    [InlineData("-aH --delete-before --delay-updates", 40)]
    [InlineData("-aH --delete-after --partial-dir=.part", 30)]
    [InlineData("-aH --delete --inplace", 20)]
    public void A_killed_sync_leaves_old_or_new_files(string options, int kills)
    {
        _trees.MakeMixed(hasHardLinks: true);
        RunKills(options, kills);
    }

    [Theory]
    [InlineData("-a --delete", 12)]
    [InlineData("-a --delete-before", 6)]
    [InlineData("-a --delete-after --partial-dir=.part", 6)]
    [InlineData("-a --delete --inplace --copiers=1", 6)]
    public void A_sync_that_is_killed_again_and_again_and_always_resumed_gets_there(string options, int kills)
    {
        _trees.MakeMixed(hasHardLinks: false);
        SortedDictionary<string, string>[] wanted = [KilledTrees.Read(_trees.PathOf(0)), KilledTrees.Read(_trees.PathOf(1))];
        int resumed = 0;
        Repeat(kills, isEnough: () => resumed > 0, turn: (version, delay) =>
        {
            string[] arguments =
            [
                // Slow enough to be somewhere in the middle.
                "sync", .. options.Split(' '), "--bwlimit=4000", "--resume", "--journal=" + _folder.At("journal"), "--journal-interval=0", _trees.PathOf(version) + "/", _target,
            ];
            bool isKilled = RunAndKill(arguments, delay);
            for (int i = 0; isKilled && delay is not null && i < 2; i++)
            {
                isKilled = RunAndKill(arguments, delay);
            }

            ShellResult last = Run(arguments);
            Assert.Equal((0, ""), (last.ExitCode, last.Text));
            resumed += last.Error.Contains("goes on", StringComparison.Ordinal) ? 1 : 0;
            Assert.Equal(wanted[version], KilledTrees.Read(_target));
            Assert.Equal("", Shell.Run("rsync", "-aniHc", "--delete", _trees.PathOf(version) + "/", _target).EnsureSuccess().Text);
            Assert.False(File.Exists(_folder.At("journal")));
            return isKilled;
        });
    }

    [Fact]
    public void A_killed_sync_of_many_files_leaves_old_or_new_ones()
    {
        _trees.MakeMany(300);
        RunKills("-a --delete", 20);
    }

    [Fact]
    public void A_killed_sync_of_a_large_file_leaves_the_old_one()
    {
        _trees.MakeLarge(12_000_000);
        RunKills("-a --delete --copy-method=loop", 15);
    }

    [Fact]
    public void A_killed_sync_into_a_vault_leaves_old_or_new_files()
    {
        _trees.MakeMixed(hasHardLinks: false);
        using VaultFolder vault = new();
        string[] options = ["-rlt", "--delete", _trees.PathOf(0) + "/", $"vault:{vault.Writer.Folder}"];
        SortedDictionary<string, string>[] wanted = [KilledTrees.Read(_trees.PathOf(0)), KilledTrees.Read(_trees.PathOf(1))];
        Repeat(25, (version, delay) =>
        {
            options[2] = _trees.PathOf(version) + "/";
            bool isKilled = RunAndKill(["sync", .. options], delay);
            string back = _folder.At("back");
            Directory.CreateDirectory(back);

            // A copy that is not done need not be readable.
            AssertSays(Run("sync", "-rlt", "--exclude", ".fathom-sync-*", options[3] + "/", back), "");
            // What a repair kept of the run before is there until this one has removed it.
            AssertOldOrNew(KilledTrees.Read(back), wanted[1 - version], wanted[version], isKilled, static path => path.StartsWith("LOST+FOUND", StringComparison.Ordinal));
            Directory.Delete(back, recursive: true);

            AssertSays(Run(["sync", .. options]), "");
            AssertSays(Run(["plan", .. options, "-q"]), "");
            AssertSays(Run(["plan", .. options]), "");
            AssertSound(vault, repairs: true);
            AssertSound(vault, repairs: false);
            return isKilled;
        });
    }

    private void RunKills(string options, int kills)
    {
        SortedDictionary<string, string>[] wanted = [KilledTrees.Read(_trees.PathOf(0)), KilledTrees.Read(_trees.PathOf(1))];
        bool isInPlace = options.Contains("--inplace", StringComparison.Ordinal);
        Repeat(kills, (version, delay) =>
        {
            SortedDictionary<string, string> old = wanted[1 - version];
            string[] arguments = ["sync", .. options.Split(' '), "--no-journal", _trees.PathOf(version) + "/", _target];
            bool isKilled = RunAndKill(arguments, delay);

            // What is written in place has no old content any longer; what is not to be written has.
            AssertOldOrNew(
                KilledTrees.Read(_target), old, wanted[version], isKilled, path => isInPlace && old.GetValueOrDefault(path) != wanted[version].GetValueOrDefault(path));

            AssertSays(Run(arguments), "");
            SortedDictionary<string, string> after = KilledTrees.Read(_target);
            Assert.Equal(wanted[version], after);
            string rest = Shell.Run("rsync", "-aniHc", "--delete", _trees.PathOf(version) + "/", _target).EnsureSuccess().Text;
            Assert.Equal("", rest);
            return isKilled;
        });
    }

    private static void AssertOldOrNew(
        SortedDictionary<string, string> found, SortedDictionary<string, string> old, SortedDictionary<string, string> wanted, bool isKilled, Predicate<string> mayBeMixed)
    {
        foreach ((string path, string content) in found.Where(static entry => !KilledTrees.IsTemporary(entry.Key)))
        {
            bool isWhole = content == wanted.GetValueOrDefault(path) || (isKilled && content == old.GetValueOrDefault(path));
            Assert.True(isWhole || mayBeMixed(path), $"{path} is neither old nor new");
        }

        // A directory cannot be replaced in one step; everything else is there all the time.
        Assert.All(
            wanted.Where(entry => old.TryGetValue(entry.Key, out string? before) && (before == "directory") == (entry.Value == "directory")),
            entry => Assert.True(found.ContainsKey(entry.Key), $"{entry.Key} is gone"));
    }

    // Brings the target to both versions by turns until enough runs were killed in the middle. The first turns are whole, to know how long one takes.
    private void Repeat(int kills, Func<int, TimeSpan?, bool> turn, Func<bool>? isEnough = null)
    {
        TimeSpan elapsed = TimeSpan.Zero;
        int done = 0;
        for (int run = 0; done < kills || isEnough?.Invoke() == false; run++)
        {
            Assert.True(run < 20 * kills, "it ends before it can be killed, or before it has something to resume");
            bool isWhole = run < 2;
            long start = Stopwatch.GetTimestamp();
            bool isKilled = turn(run % 2, isWhole ? null : elapsed * _random.NextDouble());
            elapsed = isWhole ? _lastRun : elapsed;
            done += isKilled ? 1 : 0;
        }
    }

    private static ShellResult Run(params string[] arguments) => Shell.Run(new ShellCommand(RepositoryRoot.Binary, arguments) { Environment = s_environment });

    private static void AssertSays(ShellResult result, string text)
    {
        Assert.Equal((0, ""), (result.ExitCode, result.Error.Contains("fathom plan: to copy: 0 files", StringComparison.Ordinal) ? "" : result.Error));
        Assert.Equal(text, result.Text);
    }

    /// <returns>Whether it was killed, and did not end before.</returns>
    private bool RunAndKill(string[] arguments, TimeSpan? delay)
    {
        ProcessStartInfo start = new(RepositoryRoot.Binary, arguments) { RedirectStandardError = true };
        start.Environment["FATHOM_PASSWORD"] = s_environment["FATHOM_PASSWORD"];
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        if (delay is not null && !process.WaitForExit(delay.Value))
        {
            process.Kill();
        }

        Assert.True(process.WaitForExit(60_000), "it hangs");
        _lastRun = Stopwatch.GetElapsedTime(begin);
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.ExitCode is 0 or 137, $"exit {process.ExitCode}: {error}");
        return process.ExitCode == 137;
    }

    // What a kill may leave in a vault is told as what it is, and a repair takes it away.
    private static void AssertSound(VaultFolder vault, bool repairs)
    {
        List<string> findings = [];
        using VaultCheck check = VaultCheck.Open(
            LocalTree.Open(vault.Writer.Folder), VaultWriter.Password, new VaultCheckOptions { ReadsData = true, Repairs = repairs });
        check.Run(finding =>
        {
            bool isLeftOver = repairs && finding.Kind is VaultFindingKind.Leftover or VaultFindingKind.EmptyOrphan or VaultFindingKind.DuplicateDirectoryId;
            if (finding.Severity != VaultFindingSeverity.Information && !isLeftOver)
            {
                findings.Add($"{finding.Kind} {Encoding.UTF8.GetString(finding.ClearPath.Span)} {finding.Detail} {finding.Outcome}");
            }
        });
        Assert.Empty(findings);
    }
}
