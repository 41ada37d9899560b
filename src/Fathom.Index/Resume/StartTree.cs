using System.Text;

namespace Fathom.Index;

/// <summary>Turns a frontier into the start of a walk: adds the directories that lie between the root and what is to be listed.</summary>
internal sealed class StartTree(List<FoundDirectory> frontier, ByteList bytes, byte[] rootPath)
{
    private readonly List<Node> _nodes = [new Node { Parent = -1 }];
    private readonly Dictionary<(int Parent, string Name), int> _byName = [];
    private readonly Dictionary<long, int> _byId = [];

    /// <summary>Directories whose paths are needed.</summary>
    internal HashSet<long> UnknownParents()
    {
        HashSet<long> known = [.. frontier.ConvertAll(directory => directory.DirId)];
        return [.. frontier.ConvertAll(directory => directory.ParentId).Where(id => id != IndexFormat.AboveRoots && !known.Contains(id))];
    }

    /// <summary>Tells the path of one, and so of all that lie between it and the root.</summary>
    /// <exception cref="IndexException">It is not below the root.</exception>
    internal void AddParent(long directory, ReadOnlySpan<byte> path)
    {
        if (!path.StartsWith(rootPath))
        {
            throw new IndexException($"the index is damaged: a directory lies outside of the root '{Encoding.UTF8.GetString(rootPath)}'");
        }

        int at = Locate(path[rootPath.Length..]);
        _nodes[at].Row = directory;
        _byId[directory] = at;
    }

    /// <summary>Paths of the directories on the way: their positions in listings are needed.</summary>
    internal IEnumerable<byte[]> PathsOnTheWay()
    {
        for (int i = 1; i < _nodes.Count; i++)
        {
            yield return PathOf(i);
        }
    }

    /// <summary>Tells the position of one.</summary>
    internal void SetOrdinal(ReadOnlySpan<byte> path, long ordinal) => _nodes[Locate(path[rootPath.Length..])].Ordinal = ordinal;

    /// <exception cref="IndexException">The frontier hangs in the air.</exception>
    internal WalkStart Build()
    {
        // Numbers are given out on the way down, so a parent's is smaller, and is placed when its children come.
        foreach (FoundDirectory directory in frontier.OrderBy(directory => directory.DirId))
        {
            int at = directory.ParentId == IndexFormat.AboveRoots ? 0 : Child(ParentOf(directory), NameOf(directory));
            _byId[directory.DirId] = at;
            Node node = _nodes[at];
            node.Row = directory.DirId;
            node.Found = directory;
            node.Ordinal = directory.Ordinal;
            node.IsListed = true;
        }

        return Emit();
    }

    private WalkStart Emit()
    {
        // A parent stands before its children in the list, as a start wants them.
        WalkStart start = new(_nodes[0].Row);
        if (_nodes[0].IsListed)
        {
            start.ListRoot();
        }

        for (int i = 1; i < _nodes.Count; i++)
        {
            Node node = _nodes[i];
            NodeHandle handle = node.IsListed
                ? new NodeHandle(bytes.Span(node.Found.Offset + node.Found.NameLength, node.Found.HandleLength))
                : default;
            start.Add(node.Parent, node.Name, handle, node.IsListed ? node.Found.Id : default, node.Row, node.IsListed, node.Ordinal);
        }

        return start;
    }

    private int ParentOf(in FoundDirectory directory) =>
        _byId.TryGetValue(directory.ParentId, out int parent)
            ? parent
            : throw new IndexException($"the catalog's frontier is damaged: directory {directory.DirId} has no parent");

    private ReadOnlySpan<byte> NameOf(in FoundDirectory directory) => bytes.Span(directory.Offset, directory.NameLength);

    private byte[] PathOf(int node)
    {
        List<byte[]> names = [];
        for (int at = node; at > 0; at = _nodes[at].Parent)
        {
            names.Add(_nodes[at].Name);
        }

        names.Reverse();
        List<byte> path = [.. rootPath];
        foreach (byte[] name in names)
        {
            if (path.Count == 0 || path[^1] != (byte)'/')
            {
                path.Add((byte)'/');
            }

            path.AddRange(name);
        }

        return [.. path];
    }

    private int Locate(ReadOnlySpan<byte> below)
    {
        int at = 0;
        foreach (Range range in below.Split((byte)'/'))
        {
            if (!below[range].IsEmpty)
            {
                at = Child(at, below[range]);
            }
        }

        return at;
    }

    private int Child(int parent, ReadOnlySpan<byte> name)
    {
        // Latin-1 gives each byte a character: a key, nothing to be shown.
        (int, string) key = (parent, Encoding.Latin1.GetString(name));
        if (!_byName.TryGetValue(key, out int child))
        {
            child = _nodes.Count;
            _nodes.Add(new Node { Parent = parent, Name = name.ToArray() });
            _byName.Add(key, child);
        }

        return child;
    }

    private sealed class Node
    {
        internal int Parent;
        internal byte[] Name = [];
        internal long Row;
        internal long Ordinal;
        internal bool IsListed;
        internal FoundDirectory Found;
    }
}
