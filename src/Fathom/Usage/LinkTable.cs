namespace Fathom;

// Which directory a node with several links counts in must not depend on the schedule. It counts where a walk by one
// thread would meet it first: at the link whose positions in the listings, from the root down, come first (LinkOrder).

/// <summary>Nodes with several links that one walk has met, each with its first link in the order of listings.</summary>
internal sealed class LinkTable
{
    private const int ShardCount = 16;

    private readonly Dictionary<NodeId, Link>[] _shards = new Dictionary<NodeId, Link>[ShardCount];

    internal LinkTable()
    {
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = [];
        }
    }

    internal IEnumerable<KeyValuePair<NodeId, Link>> Links
    {
        get
        {
            foreach (Dictionary<NodeId, Link> shard in _shards)
            {
                foreach (KeyValuePair<NodeId, Link> link in shard)
                {
                    yield return link;
                }
            }
        }
    }

    /// <summary>Offers a link; it is kept if none that comes before it is known.</summary>
    internal void Offer(NodeId id, EntryBatch batch, int index, in Rollup own)
    {
        long ordinal = batch.FirstOrdinal + index;
        byte[] key = new byte[LinkOrder.LengthOf(batch.Directory, ordinal)];
        LinkOrder.Write(batch.Directory, ordinal, key);
        Dictionary<NodeId, Link> shard = _shards[NodeSet.ShardOf(id) % ShardCount];
        lock (shard)
        {
            if (!shard.TryGetValue(id, out Link? link))
            {
                shard[id] = link = new Link();
            }
            else if (key.AsSpan().SequenceCompareTo(link.Key) >= 0)
            {
                return;
            }

            link.Key = key;
            link.Name = batch.Name(index).ToArray();
            link.Kind = batch.Kinds[index];
            link.Row = checked((int)(batch.Directory?.Row ?? 0));
            link.Depth = batch.Directory is null ? 0 : batch.Directory.Depth + 1;
            link.Own = own;
        }
    }

    internal sealed class Link
    {
        internal byte[] Key = [];
        internal byte[] Name = [];
        internal EntryKind Kind;

        /// <summary>Row of the nearest directory that has one.</summary>
        internal int Row;
        internal int Depth;
        internal Rollup Own;
    }
}
