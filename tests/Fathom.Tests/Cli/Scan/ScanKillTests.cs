using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Fathom.Index;
using Fathom.Tests.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Scan;

/// <summary>The binary, killed.</summary>
[SupportedOSPlatform("linux")]
[Collection(nameof(Alone))]
public sealed class ScanKillTests : IDisposable
{
    private const int Kills = 200;
    private const int Lanes = 2;

    // Not on a disk: a kill loses nothing that was written, and the disk's fsyncs would be most of the time.
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_hundred_kills_lose_nothing_and_store_nothing_twice()
    {
        string tree = MakeTree();
        Stopwatch watch = Stopwatch.StartNew();
        string whole = _folder.At("whole");
        Assert.Equal(0, Shell.Run(RepositoryRoot.Binary, "scan", tree, "-o", whole, "-q", "--part-rows", "300").ExitCode);
        TimeSpan elapsed = watch.Elapsed;
        Expected expected = new(IndexRows.Summary(whole).Digest, IndexRows.Entries(whole), IndexRows.Directories(whole), IndexRows.Errors(whole), elapsed);

        Task<int>[] lanes = [.. Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => KillAndCompare(tree, lane, expected)))];
        int[] kills = await Task.WhenAll(lanes);

        Assert.True(kills.Sum() >= Kills);
    }

    // Scans with one seed of moments, until it killed its share.
    private int KillAndCompare(string tree, int lane, Expected expected)
    {
        Random random = new(lane);
        int kills = 0;
        for (int scan = 0; kills < Kills / Lanes; scan++)
        {
            string index = _folder.At($"cut-{lane}-{scan}");
            string rows = ((int[])[50, 300, 2000])[scan % 3].ToString(CultureInfo.InvariantCulture);
            for (bool isFinished = false; !isFinished;)
            {
                string[] what = File.Exists(Path.Combine(index, "catalog.sqlite")) && HasFormat(index) ? ["--resume"] : [tree, "--overwrite"];
                if (what.Length == 2 && Directory.Exists(index))
                {
                    // Killed before the first transaction: there is nothing to go on with.
                    Directory.Delete(index, recursive: true);
                }

                bool isLast = kills >= Kills / Lanes;
                TimeSpan delay = expected.Elapsed * random.NextDouble();
                bool isKilled = RunAndKill(["scan", .. what, "-o", index, "-q", "-j", "4", "--part-rows", rows], isLast ? null : delay);
                kills += isKilled ? 1 : 0;
                isFinished = !isKilled || (HasFormat(index) && IndexRows.Summary(index).IsFinished);
            }

            Assert.Equal(expected.Digest, IndexRows.Summary(index).Digest);
            Assert.Equal(expected.Entries, IndexRows.Entries(index));
            Assert.Equal(expected.Directories, IndexRows.Directories(index));
            Assert.Equal(expected.Errors, IndexRows.Errors(index));
            Directory.Delete(index, recursive: true);
        }

        return kills;
    }

    private static bool HasFormat(string index)
    {
        try
        {
            using SavedIndex saved = SavedIndex.Open(index);
            return saved.Summary.Roots.Count > 0;
        }
        catch (IndexException)
        {
            return false;
        }
    }

    /// <returns>Whether it was killed, and did not end before.</returns>
    private static bool RunAndKill(string[] arguments, TimeSpan? delay)
    {
        ProcessStartInfo start = new(RepositoryRoot.Binary, arguments) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        bool isKilled = delay is not null && !process.WaitForExit(delay.Value);
        if (isKilled)
        {
            process.Kill();
        }

        Assert.True(process.WaitForExit(60_000), "a scan hangs");
        string error = process.StandardError.ReadToEnd();

        // It may have ended between the wait and the kill.
        isKilled = isKilled && process.ExitCode == 137;
        Assert.True(isKilled || process.ExitCode == 0, $"exit {process.ExitCode}: {error}");
        return isKilled;
    }

    // Some 20,000 entries: a mix, a directory that is cut into slices, names that are no text, hard links across directories, a chain.
    private string MakeTree()
    {
        string tree = _folder.At("tree");
        Shell.Run(RepositoryRoot.Binary, "gen", tree, "--entries", "3000").EnsureSuccess();
        Shell.Run(RepositoryRoot.Binary, "gen", tree + "/flat", "--shape", "flat", "--entries", "6000").EnsureSuccess();
        Shell.Run(RepositoryRoot.Binary, "gen", tree + "/deep", "--shape", "deep", "--entries", "450").EnsureSuccess();
        Shell.Run("bash", "-c", """
            cd "$1" && for i in {1..300}; do mkdir -p $'odd\xff'/$i/$'\xfe'; echo $i > $'odd\xff'/$i/$'\xfe'/x; ln $'odd\xff'/$i/$'\xfe'/x $'odd\xff'/y$i; done
            """, "-", tree).EnsureSuccess();
        return tree;
    }

    private sealed record Expected(string Digest, List<string> Entries, List<string> Directories, List<string> Errors, TimeSpan Elapsed);
}
