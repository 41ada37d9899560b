using System.Text;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Walk;

public sealed class WalkStartTests
{
    public static TheoryData<string> BadNames => ["", ".", "..", "a/b", "/", "/etc", "../x", "a\0", "\0"];

    [Theory]
    [InlineData(1, 1, int.MaxValue)]
    [InlineData(8, 1, int.MaxValue)]
    [InlineData(1, 4, 12)]
    [InlineData(8, 1, 12)]
    [InlineData(8, 8, 12)]
    public void Walks_that_are_ended_anywhere_and_go_on_list_every_directory_once(int workers, int window, int slices)
    {
        for (int seed = 0; seed < 15; seed++)
        {
            Random random = new(seed);
            MemoryTreeOptions options = new() { Window = window, BatchSize = 4, SliceAbove = slices, Seed = seed };
            using MemoryTree tree = new(MemoryNode.Generate(seed, 3_000), options);
            SavedWalk saved = new();
            WalkStart? start = null;
            for (int walk = 0; walk == 0 || saved.Waiting > 0; walk++)
            {
                // The first ends early, so that there is something to go on with.
                Walk(tree, workers, saved, start, endAfter: walk == 0 ? 1 + random.Next(100) : random.Next(1, 400));
                start = saved.MakeStart(withIds: random.Next(2) == 0);
            }

            Assert.NotEqual(1, start!.Count);
            AssertWhole(tree, saved);
        }
    }

    [Fact]
    public void A_start_that_holds_nothing_to_list_ends_at_once()
    {
        using MemoryTree tree = new(MemoryNode.Generate(1, 100));
        WalkStart start = new();
        start.Add(start.Add(0, "a"u8, default, default, 0, isListed: false), "b"u8, default, default, 0, isListed: false);
        RecordingSink sink = new();

        WalkSummary summary = Run(tree, new WalkOptions { Workers = 8 }, sink, start);

        Assert.Equal((3, 0), (start.Count, start.Listed));
        Assert.Equal((0, 0, 0, false), (summary.Entries, summary.Directories, summary.Errors, summary.IsPartial));
        Assert.Empty(sink.Entries);
        Assert.Equal(1, sink.Completed);
        Assert.Equal(0, tree.Readers);
    }

    [Fact]
    public void A_start_at_the_root_lists_the_whole_tree_without_delivering_the_root()
    {
        using MemoryTree tree = new(MemoryNode.Generate(1, 500));
        WalkStart start = new(7);
        start.ListRoot();
        start.ListRoot();
        PathSink sink = new();

        WalkSummary summary = Run(tree, new WalkOptions { Workers = 4 }, sink, start);

        Assert.Equal(1, start.Listed);
        Assert.Equal(tree.Count - 1, summary.Entries);
        Assert.Equal(("root", 7L, 0), sink.Entered.Single(static directory => directory.Depth == 0));
        Assert.Equal(tree.Submitted, tree.Released);
    }

    [Fact]
    public void Directories_on_the_way_are_released_and_not_delivered()
    {
        MemoryNode deep = MemoryNode.Directory("deep", MemoryNode.File("x"), MemoryNode.Directory("below", MemoryNode.File("y")));
        using MemoryTree tree = new(MemoryNode.Directory("root", MemoryNode.Directory("way", MemoryNode.File("not"), deep)));
        WalkStart start = new();
        int way = start.Add(0, "way"u8, default, default, 3, isListed: false);
        start.Add(way, "deep"u8, new NodeHandle(BitConverter.GetBytes(deep.Inode)), default, 4, isListed: true);
        PathSink sink = new();

        WalkSummary summary = Run(tree, new WalkOptions { Workers = 1 }, sink, start);

        Assert.Equal([("root/way/deep", 4L, 2), ("root/way/deep/below", 0L, 3)], sink.Entered);
        Assert.Equal(["root/way/deep", "root/way/deep/below"], sink.Listed);
        Assert.Equal(["root/way/deep/below", "root/way/deep"], sink.Left);
        Assert.Equal((3, 2), (summary.Entries, summary.Directories));
        Assert.Equal((2, 2, 2), (tree.Submitted, tree.Released, tree.ReleasedOnTheWay));
    }

    [Fact]
    public void A_directory_that_is_pruned_keeps_the_walk_from_its_entries_and_not_from_other_starts_below_it()
    {
        MemoryNode below = MemoryNode.Directory("below", MemoryNode.File("y"));
        MemoryNode pruned = MemoryNode.Directory("pruned", MemoryNode.File("x"), below);
        using MemoryTree tree = new(MemoryNode.Directory("root", pruned));
        WalkStart start = new();
        int first = start.Add(0, "pruned"u8, new NodeHandle(BitConverter.GetBytes(pruned.Inode)), default, 1, isListed: true);
        start.Add(first, "below"u8, new NodeHandle(BitConverter.GetBytes(below.Inode)), default, 2, isListed: true);
        PathSink sink = new() { Pruned = 1 };

        WalkSummary summary = Run(tree, new WalkOptions { Workers = 1 }, sink, start);

        Assert.Equal(["root/pruned/below"], sink.Left);
        Assert.Equal(1, summary.Entries);
        Assert.Equal((1, 1, 2), (tree.Submitted, tree.Released, tree.ReleasedOnTheWay));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Chains_of_100_000_levels_are_no_deeper_for_the_stack(int workers)
    {
        const int Levels = 100_000;
        MemoryNode node = MemoryNode.Directory("n", MemoryNode.File("x"));
        MemoryNode bottom = node;
        for (int i = 1; i < Levels; i++)
        {
            node = MemoryNode.Directory("n", node);
        }

        using MemoryTree tree = new(node);
        WalkStart start = new();
        int index = 0;
        for (int i = 1; i < Levels; i++)
        {
            bool isLast = i == Levels - 1;
            NodeHandle handle = isLast ? new NodeHandle(BitConverter.GetBytes(bottom.Inode)) : default;
            index = start.Add(index, "n"u8, handle, default, i, isLast);
        }

        CountSink sink = new();

        WalkSummary summary = Run(tree, new WalkOptions { Workers = workers }, sink, start);

        Assert.Equal((1, 1, 0), (summary.Entries, summary.Directories, summary.Errors));
        Assert.Equal((Levels - 1, (2L * Levels) - 1), (sink.Depth, sink.PathLength));
        Assert.Equal(Levels - 1, tree.ReleasedOnTheWay);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(4, 16)]
    public void A_start_of_200_000_siblings_does_not_fill_the_frontier(int workers, int window)
    {
        const int Siblings = 200_000;
        MemoryNode parent = MemoryNode.Directory("p", [.. Enumerable.Range(0, Siblings).Select(static i => MemoryNode.Directory($"d{i}"))]);
        using MemoryTree tree = new(MemoryNode.Directory("root", parent), new MemoryTreeOptions { Window = window });
        WalkStart start = new();
        int way = start.Add(0, "p"u8, default, default, 0, isListed: false);
        foreach (MemoryNode child in parent.Children)
        {
            start.Add(way, child.Name, new NodeHandle(BitConverter.GetBytes(child.Inode)), default, 1, isListed: true);
        }

        Walker walker = new(tree, new WalkOptions { Workers = workers, MaxWaiting = 100 });
        CountSink sink = new() { Walker = walker };

        Deadline.Run(() => walker.Run(sink, start));

        Assert.Equal(Siblings, sink.Entered);
        Assert.InRange(sink.MostWaiting, 1, workers * 100);
        Assert.InRange(tree.MaxPending, 1, window);
        Assert.Equal((Siblings, Siblings, 2), (tree.Submitted, tree.Released, tree.ReleasedOnTheWay));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    public void The_greatest_depth_counts_from_the_root(int depth, int entries)
    {
        MemoryNode deep = MemoryNode.Directory("b", MemoryNode.File("x"), MemoryNode.Directory("c", MemoryNode.File("y"), MemoryNode.File("z")));
        MemoryNode top = MemoryNode.Directory("a", deep);
        using MemoryTree tree = new(MemoryNode.Directory("root", top));
        WalkStart start = new();
        int way = start.Add(0, "a"u8, default, default, 1, isListed: false);
        start.Add(way, "b"u8, new NodeHandle(BitConverter.GetBytes(deep.Inode)), default, 2, isListed: true);

        WalkSummary summary = Run(tree, new WalkOptions { MaxDepth = depth }, new CountSink(), start);

        Assert.Equal(entries, summary.Entries);
    }

    [Fact]
    public void One_file_system_is_that_of_the_root()
    {
        MemoryNode mount = MemoryNode.Directory("mount", MemoryNode.File("inside"));
        mount.Device = 2;
        MemoryNode own = MemoryNode.Directory("own", mount, MemoryNode.Directory("plain", MemoryNode.File("x")));
        using MemoryTree tree = new(MemoryNode.Directory("root", own));
        WalkStart start = new();
        start.Add(0, "own"u8, new NodeHandle(BitConverter.GetBytes(own.Inode)), new NodeId(1, own.Inode), 1, isListed: true);
        PathSink sink = new();

        Run(tree, new WalkOptions { Workers = 1, OneFileSystem = true }, sink, start);

        Assert.Equal(["root/own", "root/own/plain"], sink.Listed);
    }

    [Fact]
    public void Cancelling_gives_up_what_was_not_given_out()
    {
        using CancellationTokenSource cancel = new();
        MemoryNode root = MemoryNode.Directory("root", [.. Enumerable.Range(0, 5_000).Select(static i => MemoryNode.Directory($"d{i}"))]);
        using MemoryTree tree = new(root);
        WalkStart start = new();
        foreach (MemoryNode child in root.Children)
        {
            start.Add(0, child.Name, new NodeHandle(BitConverter.GetBytes(child.Inode)), default, 1, isListed: true);
        }

        CountSink sink = new() { OnEntered = count => CancelAt(count, cancel) };

        WalkSummary summary = Run(tree, new WalkOptions { Workers = 8 }, sink, start, cancel.Token);

        Assert.True(summary.IsPartial);
        Assert.Equal(5_000, summary.Directories + summary.Abandoned);
        Assert.Equal(tree.Submitted, tree.Released);
        Assert.Equal(5_001 - tree.Submitted, tree.ReleasedOnTheWay);
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public void A_name_that_could_lead_elsewhere_is_refused(string name)
    {
        WalkStart start = new();

        Assert.Throws<ArgumentException>(() => start.Add(0, Encoding.UTF8.GetBytes(name), default, default, 0, isListed: true));
        Assert.Equal((1, 0), (start.Count, start.Listed));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void A_parent_that_was_not_added_is_refused(int parent)
    {
        Assert.Throws<ArgumentException>(() => new WalkStart().Add(parent, "a"u8, default, default, 0, isListed: true));
    }

    [Fact]
    public void A_handle_that_no_tree_gives_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new WalkStart().Add(0, "a"u8, new NodeHandle(new byte[129]), default, 0, isListed: true));
    }

    [Fact]
    public void A_walk_that_follows_links_starts_at_the_root()
    {
        using MemoryTree tree = new(MemoryNode.Generate(1, 10));
        Walker walker = new(tree, new WalkOptions { FollowLinks = true });

        Assert.Throws<ArgumentException>(() => walker.Run(new RecordingSink(), new WalkStart()));
    }

    private static void CancelAt(int count, CancellationTokenSource cancel)
    {
        if (count == 700)
        {
            cancel.Cancel();
        }
    }

    private static void Walk(MemoryTree tree, int workers, SavedWalk saved, WalkStart? start, int endAfter)
    {
        using CancellationTokenSource cancel = new();
        saved.OnWrite = writes =>
        {
            if (writes == endAfter)
            {
                cancel.Cancel();
            }
        };
        Run(tree, new WalkOptions { Workers = workers, MaxWaiting = 16 }, saved, start, cancel.Token);
    }

    private static WalkSummary Run(
        MemoryTree tree, WalkOptions options, ISink sink, WalkStart? start, CancellationToken cancellation = default)
    {
        WalkSummary? summary = null;
        Walker walker = new(tree, options);
        Deadline.Run(() => summary = start is null ? walker.Run(sink, cancellation) : walker.Run(sink, start, cancellation));
        return summary!;
    }

    private static void AssertWhole(MemoryTree tree, SavedWalk saved)
    {
        Assert.Empty(saved.Violations);
        Assert.Empty(saved.Errors);
        Assert.Equal(tree.Paths().Keys.Order(StringComparer.Ordinal), saved.Paths().Order(StringComparer.Ordinal));
        Assert.Equal(tree.Submitted, tree.Released);
        Assert.Equal(0, tree.Readers);
    }

    private abstract class QuietSink : ISink, ISinkWriter
    {
        public StatMask Wanted => StatMask.None;

        public ISinkWriter OpenWriter(int worker) => this;

        public void Complete(WalkSummary summary)
        {
        }

        public abstract WalkAction Enter(DirectoryNode directory);

        public virtual WalkAction Write(EntryBatch batch) => WalkAction.Continue;

        public virtual void Listed(DirectoryNode directory)
        {
        }

        public virtual void Leave(DirectoryNode directory)
        {
        }

        public void WriteError(WalkError error)
        {
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Keeps what came for each directory, in order.</summary>
    private sealed class PathSink : QuietSink, ISinkWriter
    {
        private readonly Lock _lock = new();

        internal long Pruned { get; init; } = -1;

        internal List<(string Path, long Row, int Depth)> Entered { get; } = [];

        internal new List<string> Listed { get; } = [];

        internal List<string> Left { get; } = [];

        public override WalkAction Enter(DirectoryNode directory)
        {
            lock (_lock)
            {
                Entered.Add((RecordingSink.Text(directory.GetPath()), directory.Row, directory.Depth));
            }

            return directory.Row == Pruned ? WalkAction.Prune : WalkAction.Continue;
        }

        public override void Leave(DirectoryNode directory) => Add(Left, directory);

        void ISinkWriter.Listed(DirectoryNode directory) => Add(Listed, directory);

        private void Add(List<string> paths, DirectoryNode directory)
        {
            lock (_lock)
            {
                paths.Add(RecordingSink.Text(directory.GetPath()));
            }
        }
    }

    /// <summary>Counts, for trees of which no paths can be kept.</summary>
    private sealed class CountSink : QuietSink
    {
        private int _entered;
        private long _mostWaiting;

        internal Walker? Walker { get; init; }

        internal Action<int>? OnEntered { get; init; }

        internal int Entered => _entered;

        internal long MostWaiting => _mostWaiting;

        internal int Depth { get; private set; }

        internal long PathLength { get; private set; }

        public override WalkAction Enter(DirectoryNode directory)
        {
            int entered = Interlocked.Increment(ref _entered);
            OnEntered?.Invoke(entered);
            (Depth, PathLength) = (directory.Depth, directory.PathLength);
            long now = Walker?.Progress.Waiting ?? 0;
            for (long seen; (seen = Volatile.Read(ref _mostWaiting)) < now;)
            {
                Interlocked.CompareExchange(ref _mostWaiting, now, seen);
            }

            return WalkAction.Continue;
        }
    }
}
