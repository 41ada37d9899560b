using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Entries;

public sealed class EntryBatchTests
{
    [Fact]
    public void Rows_are_0_until_they_are_set_and_after_the_batch_was_cleared()
    {
        EntryBatch batch = WithRows();

        Assert.Equal([0, 71, 0, 1L << 40], Rows(batch));
        batch.Clear(null);
        Add(batch, 4);
        Assert.Equal([0, 0, 0, 0], Rows(batch));
        batch.SetRow(3, 5);
        Assert.Equal([0, 0, 0, 5], Rows(batch));
    }

    [Fact]
    public void Rows_go_along_with_entries_that_are_copied_taken_or_moved()
    {
        EntryBatch copy = new();
        copy.CopyFrom(WithRows());
        EntryBatch taken = new();
        taken.TakeFrom(WithRows());
        EntryBatch moved = WithRows();
        moved.Drop([true, false, true, false]);
        EntryBatch picked = new();
        picked.AddCopy(WithRows(), 3, StatMask.None);
        picked.AddCopy(WithRows(), 0, StatMask.None);

        Assert.Equal([0, 71, 0, 1L << 40], Rows(copy));
        Assert.Equal([0, 71, 0, 1L << 40], Rows(taken));
        Assert.Equal([71, 1L << 40], Rows(moved));
        Assert.Equal([1L << 40, 0], Rows(picked));
    }

    [Fact]
    public void A_row_that_is_set_where_a_directory_is_found_is_its_row_when_it_is_entered()
    {
        using MemoryTree tree = new(MemoryNode.Generate(2, 2_000), new MemoryTreeOptions { BatchSize = 7, SliceAbove = 20 });
        RowSink sink = new();

        Deadline.Run(() => new Walker(tree, new WalkOptions { Workers = 4 }).Run(sink));

        Assert.Equal(tree.Paths().Values.Count(static node => node.Kind == EntryKind.Directory), sink.Entered);
        Assert.Empty(sink.Wrong);
    }

    private static EntryBatch WithRows()
    {
        EntryBatch batch = new();
        Add(batch, 4);
        batch.SetRow(1, 71);
        batch.SetRow(3, 1L << 40);
        return batch;
    }

    private static void Add(EntryBatch batch, int entries)
    {
        for (int i = 0; i < entries; i++)
        {
            batch.AddName([(byte)('a' + i)], EntryKind.Directory, (ulong)i);
        }
    }

    private static IEnumerable<long> Rows(EntryBatch batch) => Enumerable.Range(0, batch.Count).Select(batch.Row);

    // Numbers directories by their inode.
    private sealed class RowSink : ISink, ISinkWriter
    {
        private int _entered;

        public StatMask Wanted => StatMask.Size;

        internal int Entered => _entered;

        internal List<ulong> Wrong { get; } = [];

        public ISinkWriter OpenWriter(int worker) => this;

        public void Complete(WalkSummary summary)
        {
        }

        public WalkAction Enter(DirectoryNode directory)
        {
            Interlocked.Increment(ref _entered);
            if (directory.Row != (long)directory.Id.Inode + 1_000)
            {
                lock (Wrong)
                {
                    Wrong.Add(directory.Id.Inode);
                }
            }

            return WalkAction.Continue;
        }

        public WalkAction Write(EntryBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch.Descends(i))
                {
                    batch.SetRow(i, (long)batch.Inodes[i] + 1_000);
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
