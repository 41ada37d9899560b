using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.Versioning;
using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index;

/// <summary>Scans that end at each step of a commit, as a kill would end them there, and go on.</summary>
[SupportedOSPlatform("linux")]
public sealed class IndexScanStepTests : IDisposable
{
    private static readonly ConcurrentDictionary<int, Whole> s_whole = new();

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, int> Stops()
    {
        TheoryData<string, int> stops = [];
        foreach (ScanStep step in Enum.GetValues<ScanStep>().Where(static step => step < ScanStep.RollupsWritten))
        {
            foreach (int times in (int[])[1, 2, 5])
            {
                stops.Add(step.ToString(), times);
            }
        }

        foreach (ScanStep step in (ScanStep[])[ScanStep.RollupsWritten, ScanStep.RollupsCommitted, ScanStep.RollupsNamed])
        {
            stops.Add(step.ToString(), 1);
        }

        return stops;
    }

    [Theory]
    [MemberData(nameof(Stops))]
    public void A_scan_that_ends_at_any_step_goes_on_with_nothing_lost_and_nothing_twice(string step, int times)
    {
        for (int seed = 0; seed < 2; seed++)
        {
            using MemoryTree tree = MakeTree(seed);
            Whole whole = s_whole.GetOrAdd(seed, Whole.Of);
            string cut = _folder.At($"cut-{seed}");
            ScanOptions scan = IndexScans.Small with { Writers = 1 + (seed % 2) };

            Assert.Throws<StopException>(() => IndexScans.Run(cut, tree, StopAt(scan, Enum.Parse<ScanStep>(step), times)));
            ScanSummary actual = IndexScans.Resume(cut, tree, scan);

            Assert.True(actual.IsFinished);
            Assert.Equal(whole.Summary.Digest, actual.Digest);
            Assert.Equal(whole.Summary.Entries, actual.Entries);
            Assert.Equal(whole.Entries, IndexRows.Entries(cut));
            Assert.Equal(whole.Directories, IndexRows.Directories(cut));
        }
    }

    [Fact]
    public void A_scan_that_ends_again_and_again_comes_to_its_end()
    {
        using MemoryTree tree = new(MemoryNode.Generate(4, 3_000), new MemoryTreeOptions { BatchSize = 5, SliceAbove = 40 });
        string whole = _folder.At("whole");
        IndexScans.Run(whole, tree);
        string cut = _folder.At("cut");
        Random random = new(1);
        ScanSummary? summary = null;
        try
        {
            IndexScans.Run(cut, tree, StopAt(IndexScans.Small, ScanStep.Committed, 1));
        }
        catch (StopException)
        {
            // As wanted.
        }

        for (int run = 0; run < 100 && summary is null; run++)
        {
            ScanStep step = (ScanStep)random.Next((int)ScanStep.RollupsNamed + 1);
            try
            {
                summary = IndexScans.Resume(cut, tree, StopAt(IndexScans.Small, step, random.Next(1, 6)));
            }
            catch (StopException)
            {
                // The next one goes on.
            }
        }

        Assert.True(summary?.IsFinished);
        Assert.Equal(IndexRows.Entries(whole), IndexRows.Entries(cut));
        Assert.Equal(IndexRows.Directories(whole), IndexRows.Directories(cut));
    }

    [Fact]
    public void Parts_under_their_names_are_committed_at_each_step()
    {
        using MemoryTree tree = new(MemoryNode.Generate(5, 1_500));
        string index = _folder.At("index");
        HashSet<string> all = [];
        ScanOptions options = IndexScans.Small with
        {
            OnStep = step =>
            {
                if (step < ScanStep.RollupsWritten)
                {
                    using SavedIndex saved = SavedIndex.Open(index);
                    HashSet<string> known = [.. saved.Parts.Select(part => saved.Folder.Of(part.File))];
                    string[] named = [.. Directory.GetFiles(index, "*.parquet", SearchOption.AllDirectories)];
                    all.UnionWith(named);
                    Assert.Empty(named.Except(known));
                }
            },
        };

        IndexScans.Run(index, tree, options);

        Assert.True(all.Count > 10, string.Create(CultureInfo.InvariantCulture, $"{all.Count} parts"));
    }

    [Theory]
    [InlineData("MovedAside")]
    [InlineData("Replaced")]
    [InlineData("Finished")]
    [InlineData("RollupsCommitted")]
    [InlineData("Committed")]
    public void An_index_is_replaced_whole_wherever_the_scan_ends(string step)
    {
        using MemoryTree old = new(MemoryNode.Generate(1, 300));
        using MemoryTree next = new(MemoryNode.Generate(2, 400));
        string index = _folder.At("x.fathom");
        IndexScans.Run(index, old);
        ScanStep stop = Enum.Parse<ScanStep>(step);
        using (IndexScan scan = IndexScan.Create(index, ["root"u8.ToArray()], StopAt(IndexScans.Small, stop, 1), overwrite: true))
        {
            Assert.Throws<StopException>(() =>
            {
                scan.Walk(0, next);
                scan.Finish();
            });
        }

        long before = stop is ScanStep.MovedAside ? 0 : IndexRows.Summary(index).Entries;
        if (stop < ScanStep.MovedAside)
        {
            Assert.Equal(old.Count, before);
            Assert.True(IndexScans.Resume(index, next).IsFinished);
        }
        else
        {
            Assert.Contains("complete", Assert.Throws<IndexException>(() => IndexScan.Resume(index, [], IndexScans.Small)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(next.Count, IndexRows.Summary(index).Entries);
        Assert.Equal([index], Directory.GetDirectories(_folder.Path));
        Assert.False(File.Exists(Path.Combine(index, "lock")));
    }

    [Fact]
    public void A_second_root_is_resumed_while_the_first_one_is_committed()
    {
        string[] roots = [_folder.At("a"), _folder.At("b")];
        foreach (string root in roots)
        {
            for (int i = 0; i < 40; i++)
            {
                Directory.CreateDirectory($"{root}/{i}/{i}/{i}");
            }
        }

        string whole = _folder.At("whole");
        ScanOptions options = IndexScans.Small with { RowsPerPart = 10 };
        IndexScans.RunFolders(whole, roots, options);
        for (int times = 1; times < 20; times += 4)
        {
            string cut = _folder.At($"cut{times}");
            Assert.Throws<StopException>(() => IndexScans.RunFolders(cut, roots, StopAt(options, ScanStep.PartNamed, times)));

            // Between the transaction and the names of its parts, which the walk of the next root must not wait for.
            ScanOptions slow = options with { OnStep = step => Thread.Sleep(step == ScanStep.Committed ? 20 : 0) };
            Assert.True(IndexScans.ResumeFolders(cut, slow).IsFinished);
            Assert.Equal(IndexRows.Entries(whole), IndexRows.Entries(cut));
            Assert.Equal(IndexRows.Directories(whole), IndexRows.Directories(cut));
        }
    }

    private static ScanOptions StopAt(ScanOptions options, ScanStep at, int times)
    {
        int left = times;
        return options with
        {
            OnStep = step =>
            {
                if (step == at && Interlocked.Decrement(ref left) == 0)
                {
                    throw new StopException();
                }
            },
        };
    }

    private static MemoryTree MakeTree(int seed) =>
        new(MemoryNode.Generate(seed, 1_500), new MemoryTreeOptions { BatchSize = 9, SliceAbove = seed == 1 ? 30 : int.MaxValue, Seed = seed });

    // A scan that nothing ended.
    private sealed record Whole(ScanSummary Summary, List<string> Entries, List<string> Directories)
    {
        internal static Whole Of(int seed)
        {
            using TempFolder folder = new();
            using MemoryTree tree = MakeTree(seed);
            string index = folder.At("whole");
            return new Whole(IndexScans.Run(index, tree), IndexRows.Entries(index), IndexRows.Directories(index));
        }
    }

    private sealed class StopException : Exception;
}
