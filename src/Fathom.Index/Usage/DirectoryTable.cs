using System.Globalization;

namespace Fathom.Index;

/// <summary>Finds places among the directories of a finished index, and reads their rollups.</summary>
/// <remarks>The part is sorted by preorder number, so conditions on <c>pre</c> read few row groups. Numbers are put into the SQL, where
/// they prune row groups; what a user typed is bound.</remarks>
internal sealed class DirectoryTable
{
    private const string Rollup = "size, allocated, entries, dirs, epoch_ns(newest)";

    private readonly SavedIndex _index;
    private readonly DuckConnection _connection;

    internal DirectoryTable(SavedIndex index, DuckConnection connection)
    {
        _index = index;
        _connection = connection;
        index.RequireFinished();
        Source = Exists(PartKind.Rollups) ? PartSql.Read(index.Folder, index.Parts, PartKind.Rollups) : null;
        Entries = Exists(PartKind.Entries) ? PartSql.Read(index.Folder, index.Parts, PartKind.Entries) : null;
    }

    /// <summary>The table of directories; null if no root is one.</summary>
    internal string? Source { get; }

    /// <summary>The table of entries; null if there are none.</summary>
    internal string? Entries { get; }

    /// <summary>All roots, in order. One that could not be examined is left out.</summary>
    internal List<IndexedNode> Roots()
    {
        IReadOnlyList<byte[]> paths = _index.Summary.Roots;
        IndexedNode?[] roots = new IndexedNode?[paths.Count];
        if (Source is not null)
        {
            foreach ((int root, IndexedNode node) in ReadNodes("depth = 0", bind: null))
            {
                roots[root] = node;
            }
        }

        for (int i = 0; i < roots.Length; i++)
        {
            roots[i] ??= FindEntry(IndexFormat.AboveRoots, paths[i], paths[i], parent: null);
        }

        return [.. roots.OfType<IndexedNode>()];
    }

    /// <summary>Finds a place.</summary>
    /// <param name="path">As stored, or relative to a root. Slashes at its end, and <c>./</c> before it, do not matter.</param>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="IndexException">The path is relative, and names places below several roots.</exception>
    internal IndexedNode? Find(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> wanted = path.Length > 1 ? path.TrimEnd((byte)'/') : path;
        if (wanted.IsEmpty)
        {
            wanted = "/"u8;
        }

        byte[] stored = wanted.ToArray();
        if (_index.Summary.Roots.Any(root => IsAtOrBelow(stored, root)) && FindExact(stored) is { } exact)
        {
            return exact;
        }

        List<IndexedNode> found = [];
        foreach (byte[] candidate in BelowRoots(wanted))
        {
            if (FindExact(candidate) is { } node)
            {
                found.Add(node);
            }
        }

        return found.Count < 2
            ? found.Count == 1 ? found[0] : null
            : throw new IndexException(
                $"'{Shown(path)}' is below several roots of index '{_index.Path}': give the whole path, such as '{Shown(found[0].Path.Span)}'");
    }

    /// <summary>A text whose exact bytes, where it is not UTF-8, stand in the column after it.</summary>
    internal static ReadOnlySpan<byte> Exact(DuckChunk chunk, int column, int row) =>
        chunk.Bytes(chunk.IsNull(column + 1, row) ? column : column + 1, row);

    /// <summary>What du counts, from five columns in the order of <see cref="Rollup"/>.</summary>
    internal static Rollup ReadRollup(DuckChunk chunk, int column, int row) => new()
    {
        Apparent = chunk.Long(column, row),
        Allocated = chunk.Long(column + 1, row),
        Entries = chunk.Long(column + 2, row),
        Directories = chunk.Long(column + 3, row),
        NewestMtime = chunk.IsNull(column + 4, row) ? long.MinValue : chunk.Long(column + 4, row),
    };

    /// <summary>A condition on directories: those of a subtree.</summary>
    internal static string Below(IndexedNode node) =>
        string.Create(CultureInfo.InvariantCulture, $"pre >= {node.Pre} AND pre < {node.PreEnd}");

    private bool Exists(PartKind kind) => _index.Parts.Any(part => part.Kind == kind);

    private static bool IsAtOrBelow(ReadOnlySpan<byte> path, ReadOnlySpan<byte> root) =>
        path.SequenceEqual(root) || path.SequenceEqual(root.TrimEnd((byte)'/')) || path.StartsWith(PathBytes.Join(root, default));

    private IEnumerable<byte[]> BelowRoots(ReadOnlySpan<byte> path)
    {
        while (path.StartsWith("./"u8))
        {
            path = path[2..].TrimStart((byte)'/');
        }

        byte[] below = path.SequenceEqual("."u8) ? [] : path.ToArray();
        return _index.Summary.Roots.Select(root => below.Length == 0 ? root : PathBytes.Join(root, below));
    }

    private IndexedNode? FindExact(byte[] path)
    {
        if (FindDirectory(path) is { } directory)
        {
            return directory;
        }

        if (_index.Summary.Roots.Any(root => root.AsSpan().SequenceEqual(path)))
        {
            return FindEntry(IndexFormat.AboveRoots, path, path, parent: null);
        }

        int slash = path.AsSpan().LastIndexOf((byte)'/');
        if (slash < 0)
        {
            return null;
        }

        IndexedNode? parent = FindDirectory(path[..Math.Max(1, slash)]) ?? FindDirectory(path[..(slash + 1)]);
        return parent is null ? null : FindEntry(parent.DirId, path.AsSpan(slash + 1), path, parent);
    }

    private IndexedNode? FindDirectory(byte[] path)
    {
        if (Source is null)
        {
            return null;
        }

        foreach ((_, IndexedNode node) in ReadNodes("path = ? AND path_raw IS NOT DISTINCT FROM ?", statement => BindText(statement, path)))
        {
            return node;
        }

        return null;
    }

    private List<(int Root, IndexedNode Node)> ReadNodes(string where, Action<DuckStatement>? bind)
    {
        using DuckStatement statement = _connection.Prepare(
            $"SELECT dir_id, root, depth, pre, pre_end, path, path_raw, {Rollup} FROM {Source} WHERE {where}");
        bind?.Invoke(statement);
        using DuckResult result = statement.Query();
        List<(int Root, IndexedNode Node)> nodes = [];
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                nodes.Add(((int)chunk.Long(1, row), new IndexedNode(Exact(chunk, 5, row).ToArray(), EntryKind.Directory)
                {
                    DirId = chunk.Long(0, row),
                    Depth = (int)chunk.Long(2, row),
                    Pre = chunk.Long(3, row),
                    PreEnd = chunk.Long(4, row),
                    Totals = ReadRollup(chunk, 7, row),
                    IsSubtree = true,
                }));
            }
        }

        return nodes;
    }

    private IndexedNode? FindEntry(long directory, ReadOnlySpan<byte> name, byte[] path, IndexedNode? parent)
    {
        if (Entries is null)
        {
            return null;
        }

        using DuckStatement statement = _connection.Prepare(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT type, size, allocated, 1, CASE type WHEN 'd' THEN 1 ELSE 0 END, epoch_ns(mtime) FROM {Entries} "
            + $"WHERE dir_id = {directory} AND size IS NOT NULL AND name = ? AND name_raw IS NOT DISTINCT FROM ?"));
        BindText(statement, name);
        using DuckResult result = statement.Query();
        return result.Next() is { } chunk
            ? new IndexedNode(path, EntryType.Parse(chunk.Bytes(0, 0)))
            {
                DirId = directory,
                Depth = parent is null ? 0 : parent.Depth + 1,
                Pre = parent?.Pre ?? -1,
                PreEnd = parent?.Pre ?? -1,
                Totals = ReadRollup(chunk, 1, 0),
            }
            : null;
    }

    // As both columns hold it: readable text, and the bytes where they are no UTF-8.
    private static void BindText(DuckStatement statement, ReadOnlySpan<byte> exact)
    {
        if (ReadableText.IsExact(exact))
        {
            statement.Bind(1, exact);
            statement.BindNull(2);
            return;
        }

        Span<byte> readable = new byte[ReadableText.MaxLength(exact.Length)];
        statement.Bind(1, readable[..ReadableText.Write(exact, readable)]);
        statement.BindBlob(2, exact);
    }

    private static string Shown(ReadOnlySpan<byte> path) => System.Text.Encoding.UTF8.GetString(path);
}
