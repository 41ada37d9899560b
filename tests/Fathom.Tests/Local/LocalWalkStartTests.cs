using System.Runtime.Versioning;
using System.Text;

using Fathom.Local;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Local;

[SupportedOSPlatform("linux")]
public sealed class LocalWalkStartTests : IDisposable
{
    private const int Levels = 30;
    private const int Siblings = 600;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1024)]
    [InlineData(8, 1024)]
    [InlineData(1, 40)]
    [InlineData(8, 180)]
    public void Walks_that_are_ended_anywhere_and_go_on_list_every_directory_once(int workers, int descriptors)
    {
        MakeBush(_folder.At("tree"));
        for (int seed = 0; seed < 8; seed++)
        {
            Random random = new(seed);
            using LocalTree tree = LocalTree.Open(Encoding.UTF8.GetBytes(_folder.At("tree")), LocalTreeOptions.Default, descriptors);
            SavedWalk saved = new(StatMask.Size | StatMask.Device | StatMask.Inode);
            WalkStart? start = null;
            for (int walk = 0; walk == 0 || saved.Waiting > 0; walk++)
            {
                Walk(tree, workers, saved, start, endAfter: 1 + random.Next(walk == 0 ? 60 : 200));
                start = saved.MakeStart(withIds: random.Next(2) == 0);
            }

            Assert.Empty(saved.Violations);
            Assert.Empty(saved.Errors);
            Assert.Equal(Found().Order(StringComparer.Ordinal), saved.Paths().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Siblings_deep_down_are_opened_below_their_parent_and_not_from_the_root_each_time()
    {
        string bottom = MakeSiblings(_folder.At("tree"));
        WalkStart start = StartAtSiblings(bottom);
        using LocalTree tree = LocalTree.Open(_folder.At("tree"));
        int listed = 0;
        SavedNames sink = new()
        {
            OnListed = () =>
            {
                // The way from the root is cut after the first one.
                if (++listed == 1)
                {
                    Directory.Move(_folder.At("tree/next"), _folder.At("tree/moved"));
                }
            },
        };

        WalkSummary summary = Run(tree, 1, sink, start);

        Assert.Empty(sink.Errors);
        Assert.Equal((Siblings, Siblings), (summary.Directories, summary.Entries));
    }

    [Fact]
    public void Nothing_stays_open_after_a_walk()
    {
        WalkStart start = StartAtSiblings(MakeSiblings(_folder.At("tree")));
        using LocalTree tree = LocalTree.Open(_folder.At("tree"));

        Run(tree, 4, new SavedNames(), start);

        Assert.DoesNotContain(OpenFiles(), path => path.StartsWith(_folder.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("vanished", Errno.ENOENT)]
    [InlineData("link", Errno.ENOTDIR)]
    [InlineData("file", Errno.ENOTDIR)]
    [InlineData("replaced", Errno.ESTALE)]
    public void A_directory_on_the_way_that_is_not_there_any_more_is_an_error_of_the_one_below(string change, Errno expected)
    {
        _folder.Write("tree/way/below/x", "1");
        _folder.Write("tree/other/y", "1");
        _folder.Write("elsewhere/below/secret", "1");
        WalkStart start = new();
        int way = start.Add(0, "way"u8, default, IdOf("way"), 0, isListed: false);
        start.Add(way, "below"u8, default, default, 0, isListed: true);
        start.Add(0, "other"u8, default, default, 0, isListed: true);
        Directory.Move(_folder.At("tree/way"), _folder.At("moved"));
        Replace(change, _folder.At("tree/way"));
        using LocalTree tree = LocalTree.Open(_folder.At("tree"));
        SavedNames sink = new();

        WalkSummary summary = Run(tree, 1, sink, start);

        WalkError error = Assert.Single(sink.Errors);
        Assert.Equal((WalkStage.OpenDirectory, expected), (error.Stage, error.Errno));
        Assert.Equal(_folder.At("tree/way/below"), RecordingSink.Text(error.Path));
        Assert.Equal(["y"], sink.Names);
        Assert.Equal(1, summary.Errors);
    }

    [Fact]
    public void A_link_in_the_place_of_a_start_is_not_followed()
    {
        _folder.Write("elsewhere/secret", "1");
        Directory.CreateDirectory(_folder.At("tree"));
        File.CreateSymbolicLink(_folder.At("tree/dir"), _folder.At("elsewhere"));
        WalkStart start = new();
        start.Add(0, "dir"u8, default, default, 0, isListed: true);
        using LocalTree tree = LocalTree.Open(_folder.At("tree"));
        SavedNames sink = new();

        Run(tree, 1, sink, start);

        Assert.Equal(Errno.ENOTDIR, Assert.Single(sink.Errors).Errno);
        Assert.Empty(sink.Names);
    }

    [Fact]
    public void One_file_system_is_that_of_the_root()
    {
        // procfs is another file system wherever these tests run.
        using LocalTree tree = LocalTree.Open("/");
        WalkStart start = new();
        start.Add(start.Add(0, "proc"u8, default, default, 0, isListed: false), "sys"u8, default, default, 0, isListed: true);
        SavedNames sink = new();

        WalkSummary summary = new Walker(tree, new WalkOptions { Workers = 1, OneFileSystem = true }).Run(sink, start);

        Assert.Contains("kernel", sink.Names);
        Assert.Equal(1, summary.Directories);
    }

    private void Replace(string change, string place)
    {
        switch (change)
        {
            case "link":
                File.CreateSymbolicLink(place, _folder.At("elsewhere"));
                break;
            case "file":
                File.WriteAllText(place, "");
                break;
            case "replaced":
                Directory.Move(_folder.At("elsewhere"), place);
                break;
        }
    }

    private NodeId IdOf(string name)
    {
        using LocalTree tree = LocalTree.Open(_folder.At("tree"));
        RecordingSink sink = new(StatMask.Device | StatMask.Inode);
        new Walker(tree, WalkOptions.Default).Run(sink);
        Recorded found = sink.Entries[_folder.At($"tree/{name}")];
        return new NodeId(found.Device, found.Inode);
    }

    private IEnumerable<string> Found()
    {
        using LocalTree tree = LocalTree.Open(_folder.At("tree"));
        RecordingSink sink = new();
        new Walker(tree, WalkOptions.Default).Run(sink);
        return sink.Entries.Keys;
    }

    private static IEnumerable<string> OpenFiles() =>
        Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Select(static link => new FileInfo(link).LinkTarget ?? "");

    // A chain with a few leaves at each level, and one directory that is listed in slices.
    private static void MakeBush(string root)
    {
        string directory = root;
        for (int level = 0; level < Levels; level++)
        {
            foreach (string leaf in (string[])["a", "b/c", "next", "z"])
            {
                Directory.CreateDirectory($"{directory}/{leaf}");
                File.WriteAllText($"{directory}/{leaf}/f", "");
            }

            directory += "/next";
        }

        for (int i = 0; i < 4_000; i++)
        {
            File.WriteAllText($"{root}/z/a-name-of-some-length-{i}", "");
        }
    }

    private static string MakeSiblings(string root)
    {
        string bottom = root + string.Concat(Enumerable.Repeat("/next", Levels));
        for (int i = 0; i < Siblings; i++)
        {
            Directory.CreateDirectory($"{bottom}/s{i}");
            File.WriteAllText($"{bottom}/s{i}/f", "");
        }

        return bottom;
    }

    private static WalkStart StartAtSiblings(string bottom)
    {
        WalkStart start = new();
        int parent = 0;
        for (int level = 0; level < Levels; level++)
        {
            parent = start.Add(parent, "next"u8, default, default, 0, isListed: false);
        }

        foreach (string sibling in Directory.EnumerateDirectories(bottom))
        {
            start.Add(parent, Encoding.UTF8.GetBytes(Path.GetFileName(sibling)), default, default, 0, isListed: true);
        }

        return start;
    }

    private static void Walk(LocalTree tree, int workers, SavedWalk saved, WalkStart? start, int endAfter)
    {
        using CancellationTokenSource cancel = new();
        saved.OnWrite = writes =>
        {
            if (writes == endAfter)
            {
                cancel.Cancel();
            }
        };
        Walker walker = new(tree, new WalkOptions { Workers = workers });
        Deadline.Run(() => _ = start is null ? walker.Run(saved, cancel.Token) : walker.Run(saved, start, cancel.Token));
    }

    private static WalkSummary Run(LocalTree tree, int workers, ISink sink, WalkStart start)
    {
        WalkSummary? summary = null;
        Deadline.Run(() => summary = new Walker(tree, new WalkOptions { Workers = workers }).Run(sink, start));
        return summary!;
    }

    /// <summary>Keeps names and errors.</summary>
    private sealed class SavedNames : ISink, ISinkWriter
    {
        private readonly Lock _lock = new();

        public StatMask Wanted => StatMask.None;

        internal Action? OnListed { get; init; }

        internal List<string> Names { get; } = [];

        internal List<WalkError> Errors { get; } = [];

        public ISinkWriter OpenWriter(int worker) => this;

        public void Complete(WalkSummary summary)
        {
        }

        public WalkAction Enter(DirectoryNode directory) => WalkAction.Continue;

        public WalkAction Write(EntryBatch batch)
        {
            lock (_lock)
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    Names.Add(RecordingSink.Text(batch.Name(i)));
                }
            }

            return WalkAction.Continue;
        }

        public void Listed(DirectoryNode directory) => OnListed?.Invoke();

        public void Leave(DirectoryNode directory)
        {
        }

        public void WriteError(WalkError error)
        {
            lock (_lock)
            {
                Errors.Add(error);
            }
        }

        public void Dispose()
        {
        }
    }
}
