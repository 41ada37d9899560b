using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Walk;

public sealed class WalkerTests
{
    public static TheoryData<int, int, int, int> Schedules
    {
        get
        {
            // workers, window, entries in a batch, slices above
            TheoryData<int, int, int, int> data = [];
            foreach (int workers in new[] { 1, 2, 4, 16 })
            {
                data.Add(workers, 1, 64, int.MaxValue);
                data.Add(workers, 1, 3, 12);
                data.Add(workers, 8, 5, int.MaxValue);
                data.Add(workers, 8, 4, 12);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Every_entry_comes_once_and_every_directory_is_entered_and_left_once(int workers, int window, int batch, int slices)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            MemoryTreeOptions options = new() { Window = window, BatchSize = batch, SliceAbove = slices, Seed = seed };
            using MemoryTree tree = new(MemoryNode.Generate(seed, 3_000), options);
            RecordingSink sink = new();

            WalkSummary summary = Run(tree, new WalkOptions { Workers = workers }, sink);

            Dictionary<string, MemoryNode> expected = tree.Paths();
            Assert.Equal(expected.Count, sink.Entries.Count);
            Assert.All(expected, pair => Assert.Equal(pair.Value.Size, sink.Entries[pair.Key].Size));
            string[] directories = [.. expected.Where(static pair => pair.Value.Kind == EntryKind.Directory).Select(static pair => pair.Key)];
            Assert.Equal(directories.Order(), sink.Entered.Order());
            Assert.Equal(directories.Order(), sink.Listed.Order());
            Assert.Equal(directories.Order(), sink.Left.Order());
            Assert.Equal(expected.Count, summary.Entries);
            Assert.Equal(directories.Length, summary.Directories);
            Assert.Equal((0, false, 0), (summary.Errors, summary.IsPartial, summary.Abandoned));
            AssertSound(tree, sink);
        }
    }

    [Fact]
    public void Slices_are_taken_by_other_workers()
    {
        MemoryNode root = MemoryNode.Directory("root", [.. Enumerable.Range(0, 20_000).Select(static i => MemoryNode.File($"f{i}", i))]);
        root.Children.Add(MemoryNode.Directory("d"));
        MemoryTreeOptions options = new() { SliceAbove = 1_000, OnNext = static _ => Thread.SpinWait(2_000) };
        using MemoryTree tree = new(root, options);
        RecordingSink sink = new();

        WalkSummary summary = Run(tree, new WalkOptions { Workers = 4 }, sink);

        Assert.Equal(20_002, sink.Entries.Count);
        Assert.True(summary.Slices > 0);
        AssertSound(tree, sink);
    }

    [Fact]
    public void A_single_worker_enters_directories_in_the_order_of_their_listings()
    {
        using MemoryTree tree = new(MemoryNode.Generate(5, 2_000), new MemoryTreeOptions { BatchSize = 4 });
        RecordingSink sink = new();

        Run(tree, new WalkOptions { Workers = 1 }, sink);

        List<string> expected = [];
        AddInOrder(tree.Root, "root", expected);
        Assert.Equal(expected, sink.Entered);
    }

    [Fact]
    public void Errors_are_data_and_the_rest_is_delivered()
    {
        MemoryNode root = MemoryNode.Generate(1, 200);
        MemoryNode closed = MemoryNode.Directory("closed", MemoryNode.File("hidden"));
        closed.OpenError = Errno.EACCES;
        MemoryNode broken = MemoryNode.Directory("broken", MemoryNode.File("seen"), MemoryNode.Directory("below"));
        broken.ListError = Errno.EIO;
        MemoryNode gone = MemoryNode.File("gone", 7);
        gone.StatError = Errno.ENOENT;
        root.Children.AddRange([closed, broken, gone]);
        using MemoryTree tree = new(root);
        RecordingSink sink = new();

        WalkSummary summary = Run(tree, new WalkOptions { Workers = 4 }, sink);

        Assert.Equal(tree.Count - 1, sink.Entries.Count);
        Assert.Contains("root/broken/below", sink.Entered);
        Assert.Equal(Errno.ENOENT, sink.Entries["root/gone"].Errno);
        Assert.Equal(
            [(WalkStage.OpenDirectory, "root/closed", Errno.EACCES), (WalkStage.ReadDirectory, "root/broken", Errno.EIO), (WalkStage.Stat, "root/gone", Errno.ENOENT)],
            Errors(sink).OrderBy(static error => error.Errno == Errno.EACCES ? 0 : error.Errno == Errno.EIO ? 1 : 2));
        Assert.Equal(3, summary.Errors);
        Assert.Equal(sink.Entered.Order(), sink.Listed.Order());
        AssertSound(tree, sink);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_error_that_comes_with_a_slice_is_reported(int workers)
    {
        MemoryNode root = MemoryNode.Directory("root", [.. Enumerable.Range(0, 1_000).Select(static i => MemoryNode.File($"f{i}"))]);
        root.ListError = Errno.EIO;
        using MemoryTree tree = new(root, new MemoryTreeOptions { SliceAbove = 100 });
        RecordingSink sink = new();

        Run(tree, new WalkOptions { Workers = workers }, sink);

        Assert.Equal(1_001, sink.Entries.Count);
        Assert.Equal([(WalkStage.ReadDirectory, "root", Errno.EIO)], Errors(sink));
        Assert.Equal(["root"], sink.Listed);
        AssertSound(tree, sink);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(16, 8)]
    public void Cancelling_ends_the_walk_cleanly_with_what_came_until_then(int workers, int window)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            using CancellationTokenSource cancel = new();
            using MemoryTree tree = new(
                MemoryNode.Generate(seed, 5_000), new MemoryTreeOptions { Window = window, BatchSize = 5, SliceAbove = 20, Seed = seed });
            int batches = 0;
            RecordingSink sink = new()
            {
                OnWrite = _ =>
                {
                    if (Interlocked.Increment(ref batches) == 50)
                    {
                        cancel.Cancel();
                    }

                    return WalkAction.Continue;
                },
            };

            WalkSummary summary = Run(tree, new WalkOptions { Workers = workers }, sink, cancel.Token);

            Assert.True(summary.IsPartial);
            Assert.Equal(sink.Entries.Values.Count(static entry => entry.Descends), summary.Directories + summary.Abandoned);
            Assert.InRange(sink.Entries.Count, 51, tree.Count - 1);
            Assert.Equal(sink.Entries.Count, summary.Entries);
            Assert.Empty(sink.Errors);
            Assert.Equal(sink.Entered.Order(), sink.Left.Order());
            AssertComplete(tree, sink);
            AssertSound(tree, sink);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(8, 4)]
    public void A_directory_of_which_a_slice_was_cancelled_is_not_listed(int workers, int window)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            using CancellationTokenSource cancel = new();
            MemoryNode root = MemoryNode.Directory("root", [.. Enumerable.Range(0, 400).Select(static i => MemoryNode.File($"f{i}"))]);
            using MemoryTree tree = new(root, new MemoryTreeOptions { Window = window, BatchSize = 4, SliceAbove = 10, Seed = seed });
            int batches = 0;
            RecordingSink sink = new()
            {
                OnWrite = _ =>
                {
                    if (Interlocked.Increment(ref batches) == 40)
                    {
                        cancel.Cancel();
                    }

                    return WalkAction.Continue;
                },
            };

            Run(tree, new WalkOptions { Workers = workers }, sink, cancel.Token);

            Assert.Equal(sink.Entries.Count == tree.Count ? ["root"] : [], sink.Listed);
            Assert.Equal(["root"], sink.Left);
            AssertSound(tree, sink);
        }
    }

    [Fact]
    public void A_listing_that_ends_after_the_walk_was_cancelled_is_listed()
    {
        using CancellationTokenSource cancel = new();
        MemoryNode root = MemoryNode.Directory("root", MemoryNode.File("a"), MemoryNode.Directory("d"));
        using MemoryTree tree = new(root, new MemoryTreeOptions { OnNext = _ => cancel.Cancel() });
        RecordingSink sink = new();

        WalkSummary summary = Run(tree, new WalkOptions { Workers = 1 }, sink, cancel.Token);

        Assert.True(summary.IsPartial);
        Assert.Equal(["root"], sink.Listed);
        Assert.Equal(["root"], sink.Entered);
        AssertSound(tree, sink);
    }

    [Fact]
    public void A_walk_that_is_cancelled_before_it_begins_delivers_the_root_alone()
    {
        using MemoryTree tree = new(MemoryNode.Generate(3, 100));
        RecordingSink sink = new();

        WalkSummary summary = Run(tree, WalkOptions.Default, sink, new CancellationToken(canceled: true));

        Assert.Equal(["root"], sink.Entries.Keys);
        Assert.Empty(sink.Listed);
        Assert.True(summary.IsPartial);
        AssertSound(tree, sink);
    }

    [Fact]
    public void Stop_ends_the_walk_wherever_a_sink_says_it()
    {
        RecordingSink atEnter = new() { OnEnter = static path => path.Count(static c => c == '/') == 2 ? WalkAction.Stop : WalkAction.Continue };
        RecordingSink atWrite = new() { OnWrite = static batch => batch.Directory?.Depth == 1 ? WalkAction.Stop : WalkAction.Continue };
        foreach (RecordingSink sink in new[] { atEnter, atWrite })
        {
            using MemoryTree tree = new(MemoryNode.Generate(2, 5_000));

            WalkSummary summary = Run(tree, new WalkOptions { Workers = 4 }, sink);

            Assert.True(summary.IsPartial);
            Assert.InRange(sink.Entries.Count, 2, tree.Count - 1);
            AssertComplete(tree, sink);
            AssertSound(tree, sink);
        }
    }

    [Fact]
    public void Prune_leaves_out_what_is_below()
    {
        MemoryNode Make() => MemoryNode.Directory(
            "root",
            MemoryNode.Directory("a", MemoryNode.File("x"), MemoryNode.Directory("deep")),
            MemoryNode.Directory("b", MemoryNode.File("y")));
        RecordingSink atEnter = new() { OnEnter = static path => path == "root/a" ? WalkAction.Prune : WalkAction.Continue };
        RecordingSink atWrite = new()
        {
            OnWrite = static batch =>
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    if (batch.Name(i).SequenceEqual("a"u8))
                    {
                        batch.Prune(i);
                    }
                }

                return WalkAction.Continue;
            },
        };
        foreach (RecordingSink sink in new[] { atEnter, atWrite })
        {
            using MemoryTree tree = new(Make());

            WalkSummary summary = Run(tree, new WalkOptions { Workers = 2 }, sink);

            Assert.Equal(["root", "root/a", "root/b", "root/b/y"], sink.Entries.Keys.Order());
            Assert.Equal(["root", "root/b"], sink.Listed.Order());
            Assert.Equal(["root", "root/b"], sink.Left.Order());
            Assert.False(summary.IsPartial);
            AssertSound(tree, sink);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Nothing_below_the_greatest_depth_is_entered(int depth)
    {
        using MemoryTree tree = new(MemoryNode.Generate(4, 1_000));
        RecordingSink sink = new();

        Run(tree, new WalkOptions { Workers = 2, MaxDepth = depth }, sink);

        Assert.Equal(tree.Paths().Keys.Where(path => path.Count(static c => c == '/') <= depth).Order(), sink.Entries.Keys.Order());
        AssertSound(tree, sink);
    }

    [Fact]
    public void One_file_system_delivers_a_mount_point_and_does_not_enter_it()
    {
        MemoryNode mount = MemoryNode.Directory("mount", MemoryNode.File("inside"));
        mount.Device = 2;
        using MemoryTree tree = new(MemoryNode.Directory("root", mount, MemoryNode.Directory("own", MemoryNode.File("x"))));
        RecordingSink sink = new();

        Run(tree, new WalkOptions { OneFileSystem = true }, sink);

        Assert.Equal(["root", "root/mount", "root/own", "root/own/x"], sink.Entries.Keys.Order());
        AssertSound(tree, sink);
    }

    [Fact]
    public void A_tree_that_tells_no_nodes_apart_refuses_to_stay_on_one_file_system_or_to_follow_links()
    {
        TreeTraits traits = new() { Attributes = StatMask.Size, HasNodeIds = false };
        using MemoryTree tree = new(MemoryNode.Directory("root"), new MemoryTreeOptions { Traits = traits });

        Assert.Throws<ArgumentException>(() => new Walker(tree, new WalkOptions { OneFileSystem = true }));
        Assert.Throws<ArgumentException>(() => new Walker(tree, new WalkOptions { FollowLinks = true }));
    }

    [Fact]
    public void Followed_links_that_lead_into_themselves_are_errors_and_others_are_entered()
    {
        MemoryNode root = MemoryNode.Directory("root");
        MemoryNode a = MemoryNode.Directory("a", MemoryNode.File("x"));
        MemoryNode b = MemoryNode.Directory("b");
        root.Children.AddRange([a, b, MemoryNode.Link("dangling", "nowhere", null)]);
        a.Children.Add(MemoryNode.Link("up", "..", root));
        a.Children.Add(MemoryNode.Link("self", ".", a));
        b.Children.Add(MemoryNode.Link("to-a", "../a", a));
        using MemoryTree tree = new(root);
        RecordingSink sink = new(StatMask.Size | StatMask.Device);

        WalkSummary summary = Run(tree, new WalkOptions { Workers = 2, FollowLinks = true }, sink);

        Assert.Contains("root/b/to-a/x", sink.Entries.Keys);
        Assert.Equal(EntryKind.Symlink, sink.Entries["root/dangling"].Kind);
        Assert.Equal(
            ["root/a/self", "root/a/up", "root/b/to-a/self", "root/b/to-a/up"],
            Errors(sink).Where(static error => (error.Stage, error.Errno) == (WalkStage.Loop, Errno.ELOOP)).Select(static error => error.Path).Order());
        Assert.Equal(4, summary.Errors);
        AssertSound(tree, sink);
    }

    [Fact]
    public void Snapshots_are_left_out_on_a_network_unless_asked_for()
    {
        TreeTraits network = new() { IsNetwork = true };
        MemoryNode Make() => MemoryNode.Directory("root", MemoryNode.Directory(".snapshot", MemoryNode.File("x")), MemoryNode.File(".zfs"));
        foreach ((TreeTraits traits, bool? include, int entries) in new[]
        {
            (network, (bool?)null, 2), (network, true, 4), (network, false, 2), (new TreeTraits(), null, 4), (new TreeTraits(), false, 2),
        })
        {
            using MemoryTree tree = new(Make(), new MemoryTreeOptions { Traits = traits });
            RecordingSink sink = new();

            Run(tree, new WalkOptions { IncludeSnapshots = include }, sink);

            // A file named .zfs is no snapshot directory.
            Assert.Equal(entries, sink.Entries.Count);
        }
    }

    [Fact]
    public void A_root_that_is_no_directory_is_delivered_alone()
    {
        using MemoryTree tree = new(MemoryNode.File("file", 12));
        RecordingSink sink = new();

        WalkSummary summary = Run(tree, WalkOptions.Default, sink);

        Assert.Equal(12, Assert.Single(sink.Entries).Value.Size);
        Assert.Equal((1, 0, 1), (summary.Entries, summary.Directories, summary.Workers));
        Assert.Empty(sink.Entered);
    }

    [Fact]
    public void A_root_that_cannot_be_examined_ends_the_walk()
    {
        using MemoryTree tree = new(MemoryNode.Directory("root"), new MemoryTreeOptions { RootError = Errno.EACCES });
        RecordingSink sink = new();

        FathomException failure = Assert.Throws<FathomException>(() => Run(tree, WalkOptions.Default, sink));

        Assert.Equal(Errno.EACCES, failure.Errno);
        Assert.Equal((0, 0), (sink.Completed, sink.OpenWriters));
    }

    private static void AddInOrder(MemoryNode directory, string path, List<string> paths)
    {
        paths.Add(path);
        foreach (MemoryNode child in directory.Children.Where(static child => child.Kind == EntryKind.Directory))
        {
            AddInOrder(child, $"{path}/{RecordingSink.Text(child.Name)}", paths);
        }
    }

    private static WalkSummary Run(MemoryTree tree, WalkOptions options, ISink sink, CancellationToken cancellation = default)
    {
        WalkSummary? summary = null;
        Deadline.Run(() => summary = new Walker(tree, options).Run(sink, cancellation));
        return summary!;
    }

    private static IEnumerable<(WalkStage Stage, string Path, Errno Errno)> Errors(RecordingSink sink) =>
        sink.Errors.Select(static error => (error.Stage, RecordingSink.Text(error.Path), error.Errno));

    // All of what a directory holds came if it is said to be listed; that of one that is not, only perhaps.
    private static void AssertComplete(MemoryTree tree, RecordingSink sink)
    {
        HashSet<string> listed = [.. sink.Listed];
        Assert.InRange(listed.Count, 0, sink.Entered.Count);
        Assert.DoesNotContain(tree.Paths().Keys, path => !sink.Entries.ContainsKey(path) && listed.Contains(path[..path.LastIndexOf('/')]));
    }

    private static void AssertSound(MemoryTree tree, RecordingSink sink)
    {
        Assert.Empty(sink.Violations);
        Assert.Equal(1, sink.Completed);
        Assert.Equal(tree.Submitted, tree.Released);
        Assert.Equal(0, tree.Readers);
    }
}
