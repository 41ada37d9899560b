using System.Globalization;
using System.Text;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>What every tree must do that is read from <see cref="Corpus.Materialize"/> at the moment when it is walked.</summary>
public abstract class DiskTreeConformance : TreeConformance
{
    /// <summary>The user id of nobody, on every Linux.</summary>
    protected const uint OrdinaryUser = 65534;

    /// <summary>Attributes that mean the same as those of stat(2), where the tree has them.</summary>
    protected virtual StatMask EqualToStat => StatMask.Basic;

    /// <summary>Walks a corpus with one worker as <see cref="OrdinaryUser"/> would.</summary>
    /// <returns>The name of the tree's root.</returns>
    protected virtual byte[] RunAsOrdinaryUser(Corpus corpus, ISink sink)
    {
        using ITree tree = Open(corpus);

        // One worker walks on the calling thread, so only that thread has to be somebody else.
        Deadline.Run(() =>
        {
            RawFiles.SetThreadUser(OrdinaryUser);
            try
            {
                new Walker(tree, new WalkOptions { Workers = 1 }).Run(sink);
            }
            finally
            {
                RawFiles.SetThreadUser(0);
            }
        });
        return tree.RootName.ToArray();
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("links")]
    [InlineData("hostile-names")]
    public void Attributes_equal_those_of_stat(string name)
    {
        using Corpus corpus = Corpus.Of(name);
        using ITree tree = Open(corpus);
        RecordingSink sink = new(StatMask.Basic);

        Run(tree, new WalkOptions { Workers = 2 }, sink);

        Dictionary<string, Recorded> found = ByRelativePath(tree, sink);
        Dictionary<string, string[]> expected = Stat(corpus.Materialize());
        foreach ((string path, Recorded entry) in found.Where(static pair => pair.Value.Errno == Errno.None))
        {
            AssertEqualsStat(tree.Traits.Attributes & EqualToStat, path, entry, expected[path]);
        }

        Assert.True(found.Count == expected.Count || !TakesAnyName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Cancelling_in_mid_walk_closes_every_descriptor(int workers)
    {
        using Corpus corpus = Bushy();
        string folder = corpus.Materialize();
        for (int after = 1; after <= 401; after += 100)
        {
            using ITree tree = Open(corpus);
            using CancellationTokenSource cancel = new();
            int batches = 0;
            RecordingSink sink = new()
            {
                OnWrite = _ =>
                {
                    if (Interlocked.Increment(ref batches) == after)
                    {
                        cancel.Cancel();
                    }

                    return WalkAction.Continue;
                },
            };

            WalkSummary summary = Run(tree, new WalkOptions { Workers = workers }, sink, cancel.Token);

            Assert.True(summary.IsPartial);
            Assert.Empty(sink.Errors);
            AssertSound(sink);
            Assert.Empty(OpenDescriptors.Below(folder));
        }
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("deep")]
    public void A_whole_walk_leaves_no_descriptor_open(string name)
    {
        using Corpus corpus = Corpus.Make(name);
        using ITree tree = Open(corpus);

        Run(tree, new WalkOptions { Workers = 4 }, new RecordingSink());

        Assert.Empty(OpenDescriptors.Below(corpus.Materialize()));
    }

    [Fact]
    public void What_vanishes_during_the_walk_is_an_error_or_gone_and_the_rest_is_delivered()
    {
        using Corpus corpus = Corpus.Custom(
            MemoryNode.Directory("gone", MemoryNode.File("x"), MemoryNode.Directory("deeper")),
            MemoryNode.Directory("stays", MemoryNode.File("y")));
        string folder = corpus.Materialize();
        using ITree tree = Open(corpus);
        RecordingSink sink = new()
        {
            OnWrite = batch =>
            {
                if (batch.Directory?.Depth == 0)
                {
                    Directory.Delete(Path.Combine(folder, "gone"), recursive: true);
                }

                return WalkAction.Continue;
            },
        };

        Run(tree, new WalkOptions { Workers = 1 }, sink);

        Assert.Equal(["", "gone", "stays", "stays/y"], ByRelativePath(tree, sink).Keys.Order(StringComparer.Ordinal));
        (WalkStage stage, string path, Errno errno) = Assert.Single(Errors(tree, sink));
        Assert.Equal((WalkStage.OpenDirectory, "gone"), (stage, path));
        Assert.Contains(errno, new[] { Errno.ENOENT, Errno.ESTALE });
        Assert.True(sink.Errors[0].HasVanished);
        AssertSound(sink);
    }

    [Fact]
    public void What_may_not_be_read_is_an_error_and_the_rest_is_delivered()
    {
        using Corpus corpus = Corpus.Unreadable();
        Assert.SkipUnless(RawFiles.IsRoot, "its own user may read what it made");
        RecordingSink sink = new();

        byte[] root = RunAsOrdinaryUser(corpus, sink);

        Dictionary<string, Recorded> found = ByRelativePath(root, sink);
        Assert.Equal(
            ["", "closed", "open", "open/seen", "unsearchable", "unsearchable/named"], found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Errno.EACCES, found["unsearchable/named"].Errno);
        Assert.Equal(
            [(WalkStage.OpenDirectory, "closed", Errno.EACCES), (WalkStage.Stat, "unsearchable/named", Errno.EACCES)],
            Errors(root, sink).Order());
        AssertSound(sink);
    }

    private static Corpus Bushy() => Corpus.Custom(
        [.. Enumerable.Range(0, 30).Select(static i => MemoryNode.Directory(
            $"d{i}",
            [.. Enumerable.Range(0, 30).Select(static j => MemoryNode.Directory($"d{j}", MemoryNode.File("f"), MemoryNode.Directory("e")))]))]);

    private static Dictionary<string, string[]> Stat(string folder)
    {
        const string Command = "find . -print0 | xargs -0 stat --printf='%f %s %b %i %h %u %g %d %r %.9X %.9Y %.9Z %n\\0'";
        ShellResult result = Shell.Run(new ShellCommand("bash", "-c", Command) { WorkingDirectory = folder }).EnsureSuccess();
        Dictionary<string, string[]> stats = [];
        foreach (string record in Encoding.Latin1.GetString(result.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = record.Split(' ', 13);
            stats.Add(fields[12] == "." ? "" : fields[12][2..], fields);
        }

        return stats;
    }

    private static void AssertEqualsStat(StatMask attributes, string path, Recorded found, string[] stat)
    {
        bool isDirectory = found.Kind == EntryKind.Directory;
        Compare(StatMask.Mode, found.Mode, uint.Parse(stat[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        if (!isDirectory || attributes.HasFlag(StatMask.Inode))
        {
            Compare(StatMask.Size, found.Size, Number(stat[1]));
        }

        Compare(StatMask.Allocated, found.Allocated, Number(stat[2]) * 512);
        Compare(StatMask.Inode, (long)found.Inode, Number(stat[3]));
        Compare(StatMask.Links, found.Links, Number(stat[4]));
        Compare(StatMask.Uid, found.Uid, Number(stat[5]));
        Compare(StatMask.Gid, found.Gid, Number(stat[6]));
        Compare(StatMask.Device, (long)found.Device, Number(stat[7]));
        Compare(StatMask.RawDevice, (long)found.RawDevice, Number(stat[8]));
        long step = attributes.HasFlag(StatMask.Inode) ? 1 : 100;
        if (!isDirectory && found.Kind != EntryKind.Symlink)
        {
            // Listing a directory, or reading where a link points, is an access, and other tests do that meanwhile.
            Compare(StatMask.Atime, found.Atime, Nanoseconds(stat[9]) / step * step);
        }

        Compare(StatMask.Mtime, found.Mtime, Nanoseconds(stat[10]) / step * step);
        Compare(StatMask.Ctime, found.Ctime, Nanoseconds(stat[11]) / step * step);

        void Compare(StatMask bit, long ours, long theirs)
        {
            if (attributes.HasFlag(bit))
            {
                Assert.True(ours == theirs, $"{bit} of {path}: {ours}, and stat says {theirs}");
            }
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static long Nanoseconds(string seconds) => (long)(decimal.Parse(seconds, CultureInfo.InvariantCulture) * 1_000_000_000);
}
