namespace Fathom;

// Records become nodes a stretch at a time, when a worker has nothing of its own, so that a start with millions of directories
// takes the memory of its records and not of as many nodes. A parent is made with the first directory below it that is given
// out, and is held by the count of all that will come, so it lives until the last of them is done:
//
//   Openers = Pending = (1 if it is to be listed) + children, given out or not
//
// All are counted as created at once, before the first is given out, so the walk cannot end while some are left.

/// <summary>The directories of a start that were not given out yet. Shared by the workers of one walk.</summary>
internal sealed class StartFeed
{
    private const int MaxStretch = 256;

    private readonly Lock _lock = new();
    private readonly WalkStart _start;
    private readonly DirectoryNode _root;
    private readonly int _maxDepth;
    private readonly int _stretch;
    private readonly int[] _children;

    // Of directories with children, once they are made. Not used any more after the last child was made, and the node perhaps recycled.
    private readonly DirectoryNode?[] _parents;
    private readonly Stack<int> _path = new();
    private int _next;
    private volatile bool _isEmpty;

    /// <param name="root">Stands for the first record; not to be used before it was given out.</param>
    internal StartFeed(WalkStart start, DirectoryNode root, WalkOptions options)
    {
        _start = start;
        _root = root;
        _maxDepth = options.MaxDepth;
        _stretch = Math.Min(MaxStretch, options.MaxWaiting);
        ReadOnlySpan<WalkStartRecord> records = start.Records;
        _children = new int[records.Length];
        _parents = new DirectoryNode?[records.Length];

        // From the end, so that what is below is known: a way that leads to nothing is not gone.
        for (int i = records.Length - 1; i >= 0; i--)
        {
            bool isListed = IsListed(in records[i]);
            Count += isListed ? 1 : 0;
            if (i > 0 && (isListed || _children[i] > 0))
            {
                _children[records[i].Parent]++;
            }
        }

        Prepare(0, _root);
        _isEmpty = Count == 0;
    }

    /// <summary>Directories to be listed, over the whole walk.</summary>
    internal int Count { get; }

    internal bool IsEmpty => _isEmpty;

    /// <summary>Takes the next directories to be listed.</summary>
    /// <param name="nodes">Of the calling worker.</param>
    /// <param name="found">Filled from its beginning; the first to be listed comes last.</param>
    /// <returns>How many.</returns>
    internal int Take(NodePool nodes, ref WorkItem[] found)
    {
        lock (_lock)
        {
            ReadOnlySpan<WalkStartRecord> records = _start.Records;
            int count = 0;
            while (_next < records.Length && count < _stretch)
            {
                int index = _next++;
                if (!IsListed(in records[index]))
                {
                    continue;
                }

                if (count == found.Length)
                {
                    Array.Resize(ref found, count * 2);
                }

                found[count++] = new WorkItem(NodeOf(index, nodes));
            }

            _isEmpty = _next == records.Length;
            found.AsSpan(0, count).Reverse();
            return count;
        }
    }

    private bool IsListed(in WalkStartRecord record) => record.IsListed && record.Depth < _maxDepth;

    // Up to the nearest parent that exists, and down again. A loop, not a recursion: chains may have thousands of levels.
    private DirectoryNode NodeOf(int index, NodePool nodes)
    {
        int above = index;
        while (_parents[above] is null)
        {
            _path.Push(above);
            above = _start.Records[above].Parent;
        }

        DirectoryNode node = _parents[above]!;
        while (_path.TryPop(out int below))
        {
            DirectoryNode child = nodes.Rent();
            child.Reset(node, _start, in _start.Records[below]);
            Prepare(below, child);
            node = child;
        }

        return node;
    }

    private void Prepare(int index, DirectoryNode node)
    {
        ref readonly WalkStartRecord record = ref _start.Records[index];
        bool isListed = IsListed(in record);
        node.Row = record.Row;
        node.Openers = _children[index] + (isListed ? 1 : 0);
        node.Pending = node.Openers;
        node.IsOnTheWay = !isListed;
        node.IsOfStart = true;
        if (_children[index] > 0 || index == 0)
        {
            _parents[index] = node;
        }
    }
}
