namespace Fathom.Index;

/// <summary>Nodes with several links of one epoch, as long as they are few: what they add to which directory.</summary>
internal sealed class HeldLinks
{
    /// <summary>More than this are summed by DuckDB, from their parts.</summary>
    private const int Most = 100_000;

    private readonly Dictionary<NodeId, Link> _nodes = [];
    private readonly ByteList _orders = new();

    /// <summary>Entries seen, whether they were kept or not.</summary>
    internal long Count { get; private set; }

    /// <summary>All of them are kept.</summary>
    internal bool IsWhole => Count <= Most;

    /// <summary>Reads the rows of a block; each node keeps its first link in the order of the listings.</summary>
    internal unsafe void Add(RowBlock block)
    {
        if (!block.HasValid[(int)EntryColumn.LinkOrder])
        {
            return;
        }

        ReadOnlySpan<byte> isLinked = new(block.Valid(EntryColumn.LinkOrder), block.Rows);
        for (int row = isLinked.IndexOf((byte)1); row >= 0;)
        {
            Count++;
            if (IsWhole)
            {
                Add(block, row);
            }

            int next = isLinked[(row + 1)..].IndexOf((byte)1);
            row = next < 0 ? -1 : row + 1 + next;
        }

        if (!IsWhole)
        {
            Clear();
        }
    }

    /// <summary>Sums by directory.</summary>
    internal Dictionary<long, Rollup> Sum()
    {
        Dictionary<long, Rollup> sums = [];
        foreach (Link link in _nodes.Values)
        {
            Rollup sum = sums.TryGetValue(link.DirId, out Rollup known) ? known : Rollup.Empty;
            sum.Add(link.Own);
            sums[link.DirId] = sum;
        }

        return sums;
    }

    internal void Clear()
    {
        _nodes.Clear();
        _nodes.TrimExcess();
        _orders.Clear();
    }

    private unsafe void Add(RowBlock block, int row)
    {
        NodeId id = new((ulong)Long(EntryColumn.Device), (ulong)Long(EntryColumn.Inode));
        ReadOnlySpan<byte> order = DuckString.BytesOf((DuckString*)block.Data(EntryColumn.LinkOrder) + row);
        if (_nodes.TryGetValue(id, out Link known) && _orders.Span(known.Order, known.OrderLength).SequenceCompareTo(order) <= 0)
        {
            return;
        }

        _nodes[id] = new Link
        {
            DirId = Long(EntryColumn.DirId),
            Order = _orders.Append(order),
            OrderLength = order.Length,
            Own = new Rollup
            {
                Apparent = Long(EntryColumn.Size),
                Allocated = Long(EntryColumn.Allocated),
                Entries = 1,
                NewestMtime = Long(EntryColumn.Mtime),
            },
        };

        long Long(EntryColumn column) => ((long*)block.Data(column))[row];
    }

    private struct Link
    {
        internal long DirId;
        internal int Order;
        internal int OrderLength;
        internal Rollup Own;
    }
}
