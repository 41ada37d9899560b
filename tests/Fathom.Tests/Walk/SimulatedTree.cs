namespace Fathom.Tests.Walk;

/// <summary>The tree of a simulated walk: what each item gives when it is worked on, batch by batch. Item 0 is the root.</summary>
internal sealed class SimulatedTree
{
    private readonly SimulatedBatch[][] _batches;

    private SimulatedTree(SimulatedBatch[][] batches) => _batches = batches;

    /// <summary>Directories and slices.</summary>
    internal int Count => _batches.Length;

    internal SimulatedBatch[] Batches(int item) => _batches[item];

    /// <summary>Builds a tree from the parent of each item.</summary>
    /// <param name="parents">Of item i, less than i; the first is not read.</param>
    /// <param name="childrenPerBatch">How many children a batch of a listing holds.</param>
    /// <param name="slices">Items that are slices of their parent rather than its children.</param>
    internal static SimulatedTree FromParents(int[] parents, int childrenPerBatch = int.MaxValue, params int[] slices)
    {
        var batches = new SimulatedBatch[parents.Length][];
        for (int item = 0; item < parents.Length; item++)
        {
            var list = new List<SimulatedBatch>();
            var children = new List<int>();
            for (int child = Math.Max(item + 1, 1); child < parents.Length; child++)
            {
                if (parents[child] != item)
                {
                    continue;
                }

                if (slices.Contains(child))
                {
                    list.Add(new SimulatedBatch([], child));
                }
                else
                {
                    children.Add(child);
                }
            }

            foreach (int[] chunk in children.Chunk(Math.Min(childrenPerBatch, 1 << 20)))
            {
                list.Add(new SimulatedBatch(chunk, -1));
            }

            if (list.Count == 0)
            {
                list.Add(new SimulatedBatch([], -1));
            }

            batches[item] = [.. list];
        }

        return new SimulatedTree(batches);
    }

    /// <summary>A tree of 1 to <paramref name="maxItems"/> items: bushy, wide or deep, in batches of any size, with slices.</summary>
    internal static SimulatedTree Generate(Random random, int maxItems)
    {
        int count = 1 + random.Next(maxItems);
        int shape = random.Next(3);
        var parents = new int[count];
        var slices = new List<int>();
        for (int i = 1; i < count; i++)
        {
            int parent = shape switch
            {
                0 => random.Next(i),
                1 => random.Next(Math.Min(i, 3)),
                _ => i - 1 - random.Next(Math.Min(i, 2)),
            };

            // A slice has children, but no slices.
            if (!slices.Contains(parent) && random.Next(6) == 0)
            {
                slices.Add(i);
            }

            parents[i] = parent;
        }

        return FromParents(parents, 1 + random.Next(8), [.. slices]);
    }
}

/// <summary>One answer of a reader: children, or a slice (-1 when there is none).</summary>
internal readonly record struct SimulatedBatch(int[] Children, int Slice);
