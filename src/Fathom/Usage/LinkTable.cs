namespace Fathom;

// Which directory a node with several links counts in must not depend on the schedule. It counts where a walk by one
// thread would meet it first: at the link whose positions in the listings, from the root down, come first.
//
// Key of a link: the ordinals on its path, each as its length in bytes and then the bytes from the high one, so that comparing
// bytes compares ordinals.

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
        byte[] key = KeyOf(batch.Directory, batch.FirstOrdinal + index);
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
            link.Row = batch.Directory?.Row ?? 0;
            link.Depth = batch.Directory is null ? 0 : batch.Directory.Depth + 1;
            link.Own = own;
        }
    }

    private static byte[] KeyOf(DirectoryNode? directory, long ordinal)
    {
        int length = 1 + BytesOf(ordinal);
        for (DirectoryNode? node = directory; node is not null; node = node.Parent)
        {
            length += 1 + BytesOf(node.Ordinal);
        }

        byte[] key = new byte[length];
        int end = Put(key, length, ordinal);
        for (DirectoryNode? node = directory; node is not null; node = node.Parent)
        {
            end = Put(key, end, node.Ordinal);
        }

        return key;
    }

    private static int BytesOf(long value) => value == 0 ? 0 : (64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)value) + 7) / 8;

    private static int Put(byte[] key, int end, long value)
    {
        int bytes = BytesOf(value);
        for (int i = 0; i < bytes; i++)
        {
            key[--end] = (byte)(value >> (8 * i));
        }

        key[--end] = (byte)bytes;
        return end;
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
