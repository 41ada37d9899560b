namespace Fathom;

/// <summary>A set of node ids that many threads add to. Split by inode, so that they rarely meet.</summary>
/// <remarks>Meant for the few nodes that a walk may meet twice (hard links, directories of several roots), at 24 to 48 bytes
/// each.</remarks>
public sealed class NodeSet
{
    private const int ShardCount = 64;

    private readonly HashSet<NodeId>?[] _shards = new HashSet<NodeId>?[ShardCount];
    private readonly Lock[] _locks = CreateLocks();

    /// <summary>Adds a node.</summary>
    /// <returns>False if it was there already.</returns>
    public bool Add(NodeId id)
    {
        int shard = ShardOf(id);
        lock (_locks[shard])
        {
            return (_shards[shard] ??= []).Add(id);
        }
    }

    /// <summary>Whether a node was added.</summary>
    public bool Contains(NodeId id)
    {
        int shard = ShardOf(id);
        lock (_locks[shard])
        {
            return _shards[shard] is { } set && set.Contains(id);
        }
    }

    internal static int ShardOf(NodeId id) => (int)((id.Inode ^ (id.Device * 31)) % ShardCount);

    private static Lock[] CreateLocks()
    {
        Lock[] locks = new Lock[ShardCount];
        for (int i = 0; i < locks.Length; i++)
        {
            locks[i] = new Lock();
        }

        return locks;
    }
}
