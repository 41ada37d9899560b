using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Walk;

public sealed class WalkerBoundsTests
{
    private const int Directories = 200_000;
    private const int MaxWaiting = 1_000;
    private const int BatchSize = 500;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 1)]
    [InlineData(4, 16)]
    public void A_directory_of_200_000_directories_does_not_make_the_frontier_grow(int workers, int window)
    {
        MemoryNode root = MemoryNode.Directory("root", [.. Enumerable.Range(0, Directories).Select(static i => MemoryNode.Directory($"d{i}"))]);
        using MemoryTree tree = new(root, new MemoryTreeOptions { BatchSize = BatchSize, Window = window });
        Walker walker = new(tree, new WalkOptions { Workers = workers, MaxWaiting = MaxWaiting });
        WaitingSink sink = new(walker);

        Deadline.Run(() => walker.Run(sink));

        Assert.Equal(Directories + 1, sink.Entries);
        Assert.Equal(tree.Submitted, tree.Released);

        // Each share holds what it may, and one batch more.
        Assert.InRange(sink.MostWaiting, 1, workers * (MaxWaiting + BatchSize));

        // Answers in any order let the long listing go on among its children: more wait, but not ever more.
        Assert.InRange(tree.MaxPending, 1, window + ((window == 1 ? 2 : 10) * BatchSize));
    }

    /// <summary>Counts, and looks at the frontier now and then.</summary>
    private sealed class WaitingSink(Walker walker) : ISink, ISinkWriter
    {
        private long _entries;
        private long _mostWaiting;

        public StatMask Wanted => StatMask.None;

        internal long Entries => _entries;

        internal long MostWaiting => _mostWaiting;

        public ISinkWriter OpenWriter(int worker) => this;

        public void Complete(WalkSummary summary)
        {
        }

        public WalkAction Enter(DirectoryNode directory) => WalkAction.Continue;

        public WalkAction Write(EntryBatch batch)
        {
            if (batch.Count > 0)
            {
                Interlocked.Add(ref _entries, batch.Count);
                for (long seen, now = walker.Progress.Waiting; (seen = Volatile.Read(ref _mostWaiting)) < now;)
                {
                    Interlocked.CompareExchange(ref _mostWaiting, now, seen);
                }
            }

            return WalkAction.Continue;
        }

        public void Listed(DirectoryNode directory)
        {
        }

        public void Leave(DirectoryNode directory)
        {
        }

        public void WriteError(WalkError error)
        {
        }

        public void Dispose()
        {
        }
    }
}
