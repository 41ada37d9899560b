using System.Text;

namespace Fathom.Tests.Support;

/// <summary>A tree in memory that does whatever a test needs a tree to do, and watches that its contract is kept.</summary>
public sealed class MemoryTree : ITree
{
    private readonly List<MemoryNode> _nodes = [];
    private readonly byte[] _rootName;
    private long _submitted;
    private long _released;
    private long _releasedOnTheWay;
    private int _maxPending;
    private int _readers;

    /// <summary>Wraps a root and all that is below it.</summary>
    public MemoryTree(MemoryNode root, MemoryTreeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        Options = options ?? new MemoryTreeOptions();
        Root = root;
        _rootName = root.Name;
        Number(root);
    }

    /// <inheritdoc/>
    public TreeTraits Traits => Options.Traits;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> RootName => _rootName;

    /// <summary>How it behaves.</summary>
    public MemoryTreeOptions Options { get; }

    /// <summary>The root.</summary>
    public MemoryNode Root { get; }

    /// <summary>Directories that were submitted.</summary>
    public long Submitted => Volatile.Read(ref _submitted);

    /// <summary>Directories that were released without having been submitted: what a walk starts at is below them.</summary>
    public long ReleasedOnTheWay => Volatile.Read(ref _releasedOnTheWay);

    /// <summary>Directories that were submitted and released.</summary>
    public long Released => Volatile.Read(ref _released);

    /// <summary>Requests that waited in one reader, at most.</summary>
    public int MaxPending => Volatile.Read(ref _maxPending);

    /// <summary>Readers that are open.</summary>
    public int Readers => Volatile.Read(ref _readers);

    /// <summary>Nodes, the root included.</summary>
    public int Count => _nodes.Count;

    /// <inheritdoc/>
    public Errno ReadRoot(StatMask mask, EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear(null);
        if (Options.RootError == Errno.None)
        {
            AddName(batch, Root, followLinks: false);
            FetchAttributes(batch, mask);
        }

        return Options.RootError;
    }

    /// <inheritdoc/>
    public ITreeReader OpenReader(ReaderOptions options)
    {
        Interlocked.Increment(ref _readers);
        return new MemoryReader(this, options);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Paths of all nodes, bytes as Latin-1 text, without following links.</summary>
    public Dictionary<string, MemoryNode> Paths()
    {
        Dictionary<string, MemoryNode> paths = [];
        Stack<(string Path, MemoryNode Node)> open = new([(Encoding.Latin1.GetString(_rootName), Root)]);
        while (open.TryPop(out (string Path, MemoryNode Node) current))
        {
            paths.Add(current.Path, current.Node);
            foreach (MemoryNode child in current.Node.Children)
            {
                open.Push(($"{current.Path}/{Encoding.Latin1.GetString(child.Name)}", child));
            }
        }

        return paths;
    }

    internal MemoryNode Node(ulong inode) => _nodes[(int)inode - 1];

    internal void CountSubmitted() => Interlocked.Increment(ref _submitted);

    internal void CountReleased(bool wasSubmitted) => Interlocked.Increment(ref wasSubmitted ? ref _released : ref _releasedOnTheWay);

    internal void CountClosed() => Interlocked.Decrement(ref _readers);

    internal void CountPending(int pending)
    {
        for (int seen; (seen = Volatile.Read(ref _maxPending)) < pending;)
        {
            Interlocked.CompareExchange(ref _maxPending, pending, seen);
        }
    }

    internal static void AddName(EntryBatch batch, MemoryNode node, bool followLinks)
    {
        bool isFollowed = followLinks && node.LinkTo is not null;
        MemoryNode shown = isFollowed ? node.LinkTo! : node;
        int index = batch.AddName(node.Name, shown.Kind, shown.Inode);
        batch.SetHandle(index, new NodeHandle(BitConverter.GetBytes(shown.Inode)));
        if (isFollowed)
        {
            batch.MarkFollowed(index);
        }
    }

    internal void FetchAttributes(EntryBatch batch, StatMask wanted)
    {
        StatMask mask = wanted & Traits.Attributes;
        batch.Prepare(mask | StatMask.Device);
        for (int i = 0; i < batch.Count; i++)
        {
            MemoryNode node = Node(batch.Inodes[i]);
            batch.Devices[i] = node.Device;
            if (node.StatError != Errno.None && mask != StatMask.None)
            {
                batch.SetErrno(i, node.StatError);
                continue;
            }

            Fill(batch, i, node, mask);
        }

        batch.Filled = mask | StatMask.Device;
    }

    private static void Fill(EntryBatch batch, int i, MemoryNode node, StatMask mask)
    {
        if (mask.HasFlag(StatMask.Size))
        {
            batch.Sizes[i] = node.Size;
        }

        if (mask.HasFlag(StatMask.Allocated))
        {
            batch.Allocated[i] = (node.Size + 511) / 512 * 512;
        }

        if (mask.HasFlag(StatMask.Links))
        {
            batch.Links[i] = 1;
        }

        if (mask.HasFlag(StatMask.Mtime))
        {
            batch.Mtimes[i] = (long)node.Inode;
        }

        if (mask.HasFlag(StatMask.Target) && node.Target.Length > 0)
        {
            batch.SetTarget(i, node.Target);
        }
    }

    private void Number(MemoryNode root)
    {
        Stack<MemoryNode> open = new([root]);
        while (open.TryPop(out MemoryNode? node))
        {
            _nodes.Add(node);
            node.Inode = (ulong)_nodes.Count;
            foreach (MemoryNode child in node.Children)
            {
                open.Push(child);
            }
        }
    }
}
