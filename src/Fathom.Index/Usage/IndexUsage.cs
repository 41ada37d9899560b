using System.Globalization;

namespace Fathom.Index;

/// <summary>Answers du's question from an index, without a walk.</summary>
/// <remarks>
/// A node with several links counts where a walk of the whole index meets it first, also where only a part is asked for. What several calls of
/// <see cref="Count"/> share counts with the first, as with the roots of one run of du. For one thread.
/// </remarks>
public sealed class IndexUsage : IDisposable
{
    // Beyond this a thread costs more to start than it saves on the one file that is read.
    private const int Threads = 1;

    private readonly SavedIndex _index;
    private readonly DuckDatabase _database;
    private readonly DuckConnection _connection;
    private readonly DirectoryTable _table;
    private readonly List<IndexedNode> _counted = [];

    private IndexUsage(SavedIndex index)
    {
        _index = index;
        _database = DuckDatabase.Open(new DuckOptions { Threads = Math.Min(Threads, Environment.ProcessorCount) });
        _connection = _database.Connect();
        _table = new DirectoryTable(index, _connection);
    }

    /// <summary>What the index holds.</summary>
    public ScanSummary Summary => _index.Summary;

    /// <summary>Opens an index.</summary>
    /// <exception cref="IndexException">It is missing, damaged or not finished.</exception>
    public static IndexUsage Open(string path)
    {
        SavedIndex index = SavedIndex.Open(path);
        try
        {
            index.RequireFinished();
            return new IndexUsage(index);
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>The roots of the index, in order.</summary>
    public IReadOnlyList<IndexedNode> FindRoots() => _table.Roots();

    /// <summary>Finds a place by its path, as stored or below a root.</summary>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="IndexException">The path is below several roots.</exception>
    public IndexedNode? Find(ReadOnlySpan<byte> path) => _table.Find(path);

    /// <summary>Errors of the scan at a place and below it.</summary>
    public long CountErrors(IndexedNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (Summary.Errors == 0)
        {
            return 0;
        }

        long count = 0;
        byte[] below = PathBytes.Join(node.Path.Span, default);
        _index.ReadErrors(error => count += error.Path.AsSpan().StartsWith(below) || error.Path.AsSpan().SequenceEqual(node.Path.Span) ? 1 : 0);
        return count;
    }

    /// <summary>Counts a place.</summary>
    /// <returns>Null if it lies in one that was counted before.</returns>
    /// <exception cref="IndexException">The index cannot tell, or a part cannot be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public RollupReport? Count(IndexedNode node, UsageOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        cancellation.ThrowIfCancellationRequested();
        if (_counted.Exists(counted => counted.Contains(node)))
        {
            return null;
        }

        List<IndexedNode> inside = _counted.FindAll(node.Contains);
        inside.RemoveAll(inner => inside.Exists(outer => outer != inner && outer.Contains(inner)));
        _counted.Add(node);
        if (!node.IsSubtree || (options is { Depth: 0, KeepEntries: false } && inside.Count == 0))
        {
            return new RollupReport(node.Kind, node.Totals);
        }

        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static connection => ((DuckConnection)connection!).Interrupt(), _connection);
        RollupReportBuilder builder = new(node.DirId);
        AddDirectories(builder, node, options.Depth, inside);
        if (options.KeepEntries && options.Depth > 0)
        {
            AddEntries(builder, node, options.Depth, inside);
        }

        return builder.Build();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        _index.Dispose();
    }

    private void AddDirectories(RollupReportBuilder builder, IndexedNode node, int depth, List<IndexedNode> inside)
    {
        string left = string.Concat(inside.Where(other => other.IsSubtree).Select(other => $" AND NOT ({DirectoryTable.Below(other)})"));
        using DuckResult result = _connection.Query(
            "SELECT dir_id, parent_id, pre, pre_end, name, name_raw, size, allocated, entries, dirs, epoch_ns(newest) "
            + $"FROM {_table.Source} WHERE {DirectoryTable.Below(node)}{DepthLimit(node, depth, 0)}{left}");
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                long id = chunk.Long(0, row);
                ReadOnlySpan<byte> name = id == node.DirId ? node.Path.Span : DirectoryTable.Exact(chunk, 4, row);
                builder.AddDirectory(id, chunk.Long(1, row), name, DirectoryTable.ReadRollup(chunk, 6, row));
                foreach (IndexedNode other in inside)
                {
                    if (other.Pre >= chunk.Long(2, row) && other.Pre < chunk.Long(3, row))
                    {
                        builder.Subtract(id, other.Totals);
                    }
                }
            }
        }
    }

    private void AddEntries(RollupReportBuilder builder, IndexedNode node, int depth, List<IndexedNode> inside)
    {
        if (_index.HasOption("--dirs-only"))
        {
            throw new IndexException($"index '{_index.Path}' was scanned with --dirs-only and holds no files to list with --all");
        }

        string left = string.Concat(inside.Where(other => other.IsSubtree).Select(other => $" AND NOT ({DirectoryTable.Below(other)})"));
        using DuckResult result = _connection.Query(
            "SELECT dir_id, type, name, name_raw, size, allocated, 1, CASE type WHEN 'd' THEN 1 ELSE 0 END, epoch_ns(mtime) "
            + $"FROM ({EntrySql.Counted(_index, _table.Entries!, "dir_id, type, name, name_raw, size, allocated, mtime", "subdir_id IS NULL AND size IS NOT NULL")}) "
            + $"SEMI JOIN (SELECT dir_id FROM {_table.Source} WHERE {DirectoryTable.Below(node)}{DepthLimit(node, depth, 1)}{left}) d USING (dir_id)");
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                long directory = chunk.Long(0, row);
                ReadOnlySpan<byte> name = DirectoryTable.Exact(chunk, 2, row);
                if (!IsOneOf(inside, directory, name))
                {
                    builder.AddEntry(directory, name, EntryType.Parse(chunk.Bytes(1, row)), DirectoryTable.ReadRollup(chunk, 4, row));
                }
            }
        }
    }

    private static bool IsOneOf(List<IndexedNode> files, long directory, ReadOnlySpan<byte> name)
    {
        foreach (IndexedNode file in files)
        {
            if (!file.IsSubtree && file.DirId == directory && file.Path.Span.EndsWith(name)
                && file.Path.Span.LastIndexOf((byte)'/') == file.Path.Length - name.Length - 1)
            {
                return true;
            }
        }

        return false;
    }

    private static string DepthLimit(IndexedNode node, int depth, int less) => depth == int.MaxValue
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $" AND depth <= {(long)node.Depth + depth - less}");
}
