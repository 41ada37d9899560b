using System.Runtime.Versioning;
using Fathom.Tests.Transfer.Support;
using Xunit;

namespace Fathom.Tests.Transfer.Plan;

/// <summary>Plans beside those of the rsync of this machine.</summary>
[SupportedOSPlatform("linux")]
public sealed class PlanOracleTests(PlanOracleTests.Pairs pairs) : IClassFixture<PlanOracleTests.Pairs>
{
    [Theory]
    [InlineData("-a")]
    [InlineData("-a --delete")]
    [InlineData("-aii")]
    [InlineData("-aH")]
    [InlineData("-aH --delete")]
    [InlineData("-aHii --delete")]
    [InlineData("-aHc")]
    [InlineData("-ac")]
    [InlineData("-acH --delete")]
    [InlineData("-aI")]
    [InlineData("-a --size-only")]
    [InlineData("-a --modify-window=1")]
    [InlineData("-a --modify-window=-1")]
    [InlineData("-au")]
    [InlineData("-au --delete")]
    [InlineData("-a --existing")]
    [InlineData("-a --existing --delete")]
    [InlineData("-r")]
    [InlineData("-rl")]
    [InlineData("-rlD")]
    [InlineData("-rlpt")]
    [InlineData("-rt --delete")]
    [InlineData("-rE")]
    [InlineData("-rltE")]
    [InlineData("-dlpt")]
    [InlineData("-a --no-perms --no-owner")]
    [InlineData("-aO --delete")]
    [InlineData("-aJ")]
    [InlineData("-ax")]
    [InlineData("-aL")]
    [InlineData("-ak")]
    [InlineData("-aK")]
    [InlineData("-aK --delete")]
    [InlineData("-a --safe-links")]
    [InlineData("-a --copy-unsafe-links")]
    [InlineData("-a --delete-before")]
    [InlineData("-a --delete-after")]
    [InlineData("-a --delete-delay")]
    [InlineData("-aH --delete-after")]
    [InlineData("-a --force")]
    [InlineData("-a --min-size=3")]
    [InlineData("-a --max-size=100 --delete")]
    [InlineData("-a --link-dest=BASIS")]
    [InlineData("-a --copy-dest=BASIS")]
    [InlineData("-a --compare-dest=BASIS")]
    [InlineData("-ac --link-dest=BASIS")]
    [InlineData("-aii --link-dest=BASIS")]
    [InlineData("-aii --copy-dest=BASIS")]
    [InlineData("-aii --compare-dest=BASIS")]
    [InlineData("-a --chmod=Dg+s,F640 --delete")]
    [InlineData("-ab --delete")]
    [InlineData("-ab --delete --backup-dir=bk")]
    [InlineData("-a --exclude=a --delete")]
    [InlineData("-a --exclude=dir --delete --delete-excluded")]
    [InlineData("-a --include=d* --exclude=* --delete")]
    public void A_plan_has_the_lines_of_rsync(string options)
    {
        foreach (RandomTreePair pair in pairs.All)
        {
            AssertSame(options.Replace("BASIS", pair.Basis, StringComparison.Ordinal), pair.Source + "/", pair.Target);
        }
    }

    // Below a directory that something else blocks rsync's dry run tells what its run cannot do.
    [Theory]
    [InlineData("-a --ignore-existing")]
    [InlineData("-aH --ignore-existing")]
    public void A_plan_that_leaves_what_exists_has_the_lines_of_rsync(string options)
    {
        RandomTreePair[] unblocked = [.. pairs.All.Where(static pair => !pair.HasBlockedDirectory())];

        Assert.NotEmpty(unblocked);
        foreach (RandomTreePair pair in unblocked)
        {
            AssertSame(options, pair.Source + "/", pair.Target);
        }
    }

    [Theory]
    [InlineData("-aH --delete")]
    [InlineData("-aii")]
    public void A_directory_keeps_its_name_without_a_slash(string options)
    {
        foreach (RandomTreePair pair in pairs.All)
        {
            AssertSame(options, pair.Source, pair.Target);
            AssertSame(options, pair.Source, pair.Folder);
        }
    }

    [Theory]
    [InlineData("-aH")]
    [InlineData("-rii")]
    [InlineData("-aii --link-dest=BASIS")]
    public void Everything_is_new_in_a_target_that_is_not_there(string options)
    {
        foreach (RandomTreePair pair in pairs.All)
        {
            AssertSame(options.Replace("BASIS", pair.Basis, StringComparison.Ordinal), pair.Source + "/", pair.Folder + "/missing");
            AssertSame(options.Replace("BASIS", pair.Basis, StringComparison.Ordinal), pair.Source, pair.Folder + "/missing");
        }
    }

    // Which names the limit keeps is a matter of order, which rsync changes from run to run.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(1000)]
    public void A_limit_of_deletions_lets_through_as_many_as_rsync_does(int limit)
    {
        foreach (RandomTreePair pair in pairs.All)
        {
            string options = $"-a --delete --max-delete={limit}";
            TransferProbe plan = TransferProbe.Plan(options, pair.Source + "/", pair.Target);
            (string[] lines, int exitCode, _) = TransferProbe.Rsync(options + " -n", pair.Source + "/", pair.Target);

            Assert.Equal(lines.Count(IsDeletion), plan.Lines.Count(IsDeletion));
            Assert.Equal(lines.Where(line => !IsDeletion(line)), plan.Lines.Where(line => !IsDeletion(line)));
            Assert.Equal(exitCode, plan.ExitCode);
        }
    }

    private static (long Errors, long Seen, long Files, long Bytes) Told(TransferProbe plan) =>
        (plan.Totals.Errors, plan.Totals.Seen.Sum(), plan.Totals.FilesToCopy, plan.Totals.BytesToCopy);

    private static bool IsDeletion(string line) => line.StartsWith("*deleting", StringComparison.Ordinal);

    private static void AssertSame(string options, string source, string target)
    {
        TransferProbe plan = TransferProbe.Plan(options, source, target);
        (string[] lines, int exitCode, string error) = TransferProbe.Rsync(options + " -n", source, target);

        string differences = string.Join('\n', plan.Lines.Except(lines).Select(line => "fathom " + line).Concat(lines.Except(plan.Lines).Select(line => "rsync  " + line)));
        Assert.True(differences.Length == 0, $"{options} {source} {target}\n{differences}\n{error}");
        Assert.Equal(lines, plan.Lines);
        Assert.Equal(exitCode, plan.ExitCode);
        Assert.Equal(exitCode == 23, plan.Errors.Count > 0);

        // Directories that are too large for memory are compared part by part: here all with more than two names.
        TransferProbe spilled = TransferProbe.Plan(options, source, target, heldNames: 2);
        Assert.Equal(plan.Lines, spilled.Lines);
        Assert.Equal(plan.Errors, spilled.Errors);
        Assert.Equal((plan.ExitCode, Told(plan)), (spilled.ExitCode, Told(spilled)));
    }

    /// <summary>Made once: a plan changes nothing.</summary>
    public sealed class Pairs : IDisposable
    {
        private static readonly int[] s_seeds = [1, 2, 3];

        internal IReadOnlyList<RandomTreePair> All { get; } = [.. s_seeds.Select(static seed => new RandomTreePair(seed, hidesChanges: true))];

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (RandomTreePair pair in All)
            {
                pair.Dispose();
            }
        }
    }
}
