using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Usage;

public sealed class LinkOrderTests
{
    [Fact]
    public void Keys_sort_entries_as_a_lone_worker_meets_them()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            // More than 256 entries in one directory, so that ordinals of one byte and of two are compared.
            MemoryNode root = MemoryNode.Generate(seed, 2_000);
            root.Children.InsertRange(3, Enumerable.Range(0, 300).Select(static i => MemoryNode.File($"x{i}")));
            using MemoryTree tree = new(root, new MemoryTreeOptions { BatchSize = 50 });
            List<(byte[] Key, string Path)> keys = [];
            RecordingSink sink = new() { OnWrite = batch => AddKeys(batch, keys) };

            Deadline.Run(() => new Walker(tree, new WalkOptions { Workers = 4 }).Run(sink));

            keys.Sort(static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
            List<string> expected = [];
            AddInOrder(root, "root", expected);
            Assert.Equal(expected, keys.Select(static key => key.Path));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_destination_of_another_length_is_refused(int length)
    {
        Assert.Equal(1, LinkOrder.LengthOf(null, 0));
        Assert.Throws<ArgumentException>(() => LinkOrder.Write(null, 0, new byte[length]));
    }

    private static WalkAction AddKeys(EntryBatch batch, List<(byte[] Key, string Path)> keys)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            long ordinal = batch.FirstOrdinal + i;
            byte[] key = new byte[LinkOrder.LengthOf(batch.Directory, ordinal)];
            LinkOrder.Write(batch.Directory, ordinal, key);
            byte[] path = batch.Directory?.GetPath(batch.Name(i)) ?? batch.Name(i).ToArray();
            lock (keys)
            {
                keys.Add((key, RecordingSink.Text(path)));
            }
        }

        return WalkAction.Continue;
    }

    private static void AddInOrder(MemoryNode node, string path, List<string> paths)
    {
        paths.Add(path);
        foreach (MemoryNode child in node.Children)
        {
            AddInOrder(child, $"{path}/{RecordingSink.Text(child.Name)}", paths);
        }
    }
}
