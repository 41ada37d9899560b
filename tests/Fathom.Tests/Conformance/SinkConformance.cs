using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>What every sink must do. A sink derives a class, and says how to make one and how to look into it.</summary>
public abstract class SinkConformance
{
    /// <summary>An entry that could not be examined is kept beside its error.</summary>
    protected virtual bool KeepsWhatFailed => true;

    /// <summary>Makes an empty sink.</summary>
    protected abstract ISink Create();

    /// <summary>Says what a sink holds after its walk. Called once for each sink, which may be used up by it.</summary>
    protected abstract SinkContent Read(ISink sink);

    [Theory]
    [InlineData(1, 1, int.MaxValue)]
    [InlineData(4, 1, int.MaxValue)]
    [InlineData(4, 8, int.MaxValue)]
    [InlineData(8, 1, 20)]
    public void Everything_is_kept_once_whoever_delivers_it(int workers, int window, int slices)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            MemoryTreeOptions options = new() { Window = window, BatchSize = 7, SliceAbove = slices, Seed = seed };
            using MemoryTree tree = new(MemoryNode.Generate(seed, 2_000), options);
            ISink sink = Create();

            Run(tree, workers, sink);

            AssertHolds(tree.Paths(), Read(sink), errors: 0);
        }
    }

    [Fact]
    public void Errors_are_kept_beside_what_could_be_read()
    {
        MemoryNode root = MemoryNode.Generate(3, 500);
        MemoryNode closed = MemoryNode.Directory("closed");
        closed.OpenError = Errno.EACCES;
        MemoryNode broken = MemoryNode.Directory("broken", MemoryNode.File("seen", 5));
        broken.ListError = Errno.EIO;
        MemoryNode gone = MemoryNode.File("gone");
        gone.StatError = Errno.ENOENT;
        root.Children.AddRange([closed, broken, gone]);
        using MemoryTree tree = new(root);
        ISink sink = Create();

        WalkSummary summary = Run(tree, workers: 4, sink);

        Assert.Equal(sink.Wanted == StatMask.None ? 2 : 3, summary.Errors);
        AssertHolds(tree.Paths(), Read(sink), summary.Errors);
    }

    [Fact]
    public void A_root_that_is_a_file_is_kept()
    {
        using MemoryTree tree = new(MemoryNode.File("file", 77));
        ISink sink = Create();

        Run(tree, workers: 2, sink);

        AssertHolds(tree.Paths(), Read(sink), errors: 0);
    }

    [Fact]
    public void An_empty_directory_is_kept()
    {
        using MemoryTree tree = new(MemoryNode.Directory("root"));
        ISink sink = Create();

        Run(tree, workers: 2, sink);

        AssertHolds(tree.Paths(), Read(sink), errors: 0);
    }

    [Fact]
    public void A_walk_that_was_cancelled_leaves_what_came_until_then()
    {
        using CancellationTokenSource cancel = new();
        int answers = 0;
        MemoryTreeOptions options = new()
        {
            BatchSize = 5,
            OnNext = _ =>
            {
                if (Interlocked.Increment(ref answers) == 100)
                {
                    cancel.Cancel();
                }
            },
        };
        using MemoryTree tree = new(MemoryNode.Generate(9, 5_000), options);
        ISink sink = Create();
        WalkSummary? summary = null;

        Deadline.Run(() => summary = new Walker(tree, new WalkOptions { Workers = 4 }).Run(sink, cancel.Token));

        SinkContent content = Read(sink);
        Assert.True(summary!.IsPartial);
        Assert.Equal(summary.Entries, content.Entries ?? summary.Entries);
        Assert.Empty(content.Paths?.Except(tree.Paths().Keys) ?? []);
    }

    [Fact]
    public void Writers_that_deliver_nothing_do_no_harm()
    {
        ISink sink = Create();
        for (int worker = 0; worker < 3; worker++)
        {
            sink.OpenWriter(worker).Dispose();
        }

        sink.Complete(new WalkSummary());

        Assert.Equal(0, Read(sink).Entries ?? 0);
    }

    [Fact]
    public void Writers_can_be_disposed_after_a_walk_that_failed()
    {
        int answers = 0;
        MemoryTreeOptions options = new() { OnNext = _ => ThrowAt(ref answers, 50) };
        using MemoryTree tree = new(MemoryNode.Generate(1, 3_000), options);
        Walker walker = new(tree, new WalkOptions { Workers = 4 });

        Assert.Throws<InvalidOperationException>(() => Deadline.Run(() => walker.Run(Create())));
    }

    private static void ThrowAt(ref int answers, int limit)
    {
        if (Interlocked.Increment(ref answers) == limit)
        {
            throw new InvalidOperationException("on purpose");
        }
    }

    private static WalkSummary Run(MemoryTree tree, int workers, ISink sink)
    {
        WalkSummary? summary = null;
        Deadline.Run(() => summary = new Walker(tree, new WalkOptions { Workers = workers }).Run(sink));
        return summary!;
    }

    private void AssertHolds(Dictionary<string, MemoryNode> all, SinkContent content, long errors)
    {
        Dictionary<string, MemoryNode> expected = all
            .Where(pair => KeepsWhatFailed || pair.Value.StatError == Errno.None).ToDictionary();
        Assert.Equal(expected.Count, content.Entries ?? expected.Count);
        Assert.Equal(errors, content.Errors ?? errors);
        if (content.Paths is not null)
        {
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), content.Paths.Order(StringComparer.Ordinal));
        }

        if (content.ApparentBytes is not null)
        {
            Assert.Equal(expected.Values.Where(static node => node.StatError == Errno.None).Sum(static node => node.Size), content.ApparentBytes);
        }
    }
}
