using System.Globalization;

namespace Fathom.Index;

/// <summary>What is largest, oldest, most: answers from a finished index.</summary>
/// <remarks>A node with several links comes once, at the link that a walk meets first among those that are looked at. For one thread.</remarks>
public sealed class TopReport : IDisposable
{
    private readonly SavedIndex _index;
    private readonly IndexSession _session;
    private readonly DirectoryTable _table;
    private readonly TopOptions _options;
    private readonly CancellationTokenRegistration _registration;
    private readonly IndexedNode? _under;

    private TopReport(SavedIndex index, IndexSession session, TopOptions options, CancellationToken cancellation)
    {
        _index = index;
        _session = session;
        _options = options;
        _registration = cancellation.UnsafeRegister(static session => ((IndexSession)session!).Connection.Interrupt(), session);
        _table = new DirectoryTable(index, session.Connection);
        _under = options.Under is null ? null : _table.Find(options.Under);
        if (options.Under is not null && _under is not { IsSubtree: true })
        {
            string shown = System.Text.Encoding.UTF8.GetString(options.Under);
            throw new IndexException(_under is null
                ? $"index '{index.Path}' has no '{shown}'"
                : $"'{shown}' in index '{index.Path}' is no directory");
        }
    }

    private string Measure => _options.ByApparentSize ? "size" : "allocated";

    /// <summary>Opens an index.</summary>
    /// <param name="cancellation">Ends a running question.</param>
    /// <exception cref="IndexException">It is missing, damaged or not finished, or has no such directory.</exception>
    public static TopReport Open(string path, TopOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        SavedIndex index = SavedIndex.Open(path);
        IndexSession? session = null;
        try
        {
            index.RequireFinished();
            session = IndexSession.Open(index);
            return new TopReport(index, session, options, cancellation);
        }
        catch
        {
            session?.Dispose();
            index.Dispose();
            throw;
        }
    }

    /// <summary>The first files; of <see cref="TopOrder.Links"/>, the first of everything but directories.</summary>
    /// <exception cref="IndexException">A part cannot be read, or the index holds no files.</exception>
    /// <exception cref="OperationCanceledException">The question was interrupted.</exception>
    public IReadOnlyList<TopEntry> Entries(TopOrder order)
    {
        RequireFiles();
        (string where, string by) = order switch
        {
            TopOrder.Oldest => ("type = 'f' AND mtime IS NOT NULL", "mtime"),
            TopOrder.Links => ("type <> 'd' AND nlink > 1", $"nlink DESC, {Measure} DESC"),
            _ => ("type = 'f' AND size IS NOT NULL", $"{Measure} DESC"),
        };
        if (_table.Entries is null)
        {
            return [];
        }

        // Paths are looked up for the rows that are left.
        string columns = "dir_id, subdir_id, name, name_raw, size, allocated, mtime, nlink";
        string chosen = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT * FROM ({EntrySql.Counted(_index, _table.Entries, columns, where + Within)}) ORDER BY {by}, name, dir_id LIMIT {_options.Count}");
        string directory = _table.Source is null
            ? "(SELECT 0 AS dir_id, '' AS path, NULL::BLOB AS path_raw WHERE false)"
            : $"(SELECT dir_id, path, path_raw FROM {_table.Source})";
        using DuckResult result = _session.Connection.Query(
            $"WITH chosen AS MATERIALIZED ({chosen}) SELECT name, name_raw, path, path_raw, coalesce(size, 0), coalesce(allocated, 0), "
            + $"epoch_ns(mtime), coalesce(nlink, 1) FROM chosen c LEFT JOIN {directory} d USING (dir_id) ORDER BY {by}, name, c.dir_id");
        List<TopEntry> entries = [];
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                ReadOnlySpan<byte> name = DirectoryTable.Exact(chunk, 0, row);
                byte[] path = chunk.IsNull(2, row) ? name.ToArray() : PathBytes.Join(DirectoryTable.Exact(chunk, 2, row), name);
                long? mtime = chunk.IsNull(6, row) ? null : chunk.Long(6, row);
                entries.Add(new TopEntry(path, chunk.Long(4, row), chunk.Long(5, row), mtime, chunk.Long(7, row)));
            }
        }

        return entries;
    }

    /// <summary>The first directories.</summary>
    /// <exception cref="IndexException">A part cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The question was interrupted.</exception>
    public IReadOnlyList<TopDirectory> Directories(TopDirectoryOrder order)
    {
        if (_table.Source is null)
        {
            return [];
        }

        // Entered directories are rows of their own, not among what their parent counts itself.
        string where = _under is null ? string.Empty : $" WHERE {DirectoryTable.Below(_under)}";
        string source = order == TopDirectoryOrder.Size
            ? $"SELECT *, 0 AS own FROM {_table.Source}{where}"
            : $"SELECT d.*, d.own_entries - 1 + coalesce(c.n, 0) AS own FROM (SELECT * FROM {_table.Source}{where}) d LEFT JOIN "
                + $"(SELECT parent_id, count(*) AS n FROM {_table.Source} GROUP BY parent_id) c ON c.parent_id = d.dir_id";
        string by = order == TopDirectoryOrder.Size ? $"{Measure} DESC, pre" : $"own DESC, {Measure} DESC, pre";
        using DuckResult result = _session.Connection.Query(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT path, path_raw, size, allocated, entries, dirs, epoch_ns(newest), own FROM ({source}) ORDER BY {by} LIMIT {_options.Count}"));
        List<TopDirectory> directories = [];
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                directories.Add(new TopDirectory(
                    DirectoryTable.Exact(chunk, 0, row).ToArray(), DirectoryTable.ReadRollup(chunk, 2, row), chunk.Long(7, row)));
            }
        }

        return directories;
    }

    /// <summary>Sums, the largest first; ages in their order, with those that are empty left out.</summary>
    /// <exception cref="IndexException">A part cannot be read, or the index holds no files.</exception>
    /// <exception cref="OperationCanceledException">The question was interrupted.</exception>
    public IReadOnlyList<TopGroup> Groups(TopGrouping grouping)
    {
        RequireFiles();
        if (_table.Entries is null)
        {
            return [];
        }

        (string key, string columns, string where) = grouping switch
        {
            TopGrouping.Owner => ("uid", "uid", "size IS NOT NULL"),
            TopGrouping.Group => ("gid", "gid", "size IS NOT NULL"),
            TopGrouping.Type => ("type", "type", "true"),
            TopGrouping.Age => (AgeBuckets.Sql(_options.Now), "mtime", "type = 'f' AND size IS NOT NULL"),
            _ => ("extension", "extension", "type = 'f' AND size IS NOT NULL"),
        };
        bool isAge = grouping == TopGrouping.Age;
        string order = isAge ? "k" : $"coalesce({Measure}, 0) DESC, k LIMIT {_options.Count.ToString(CultureInfo.InvariantCulture)}";
        string counted = EntrySql.Counted(_index, _table.Entries, columns + ", size, allocated", where + Within);
        using DuckResult result = _session.Connection.Query(
            "SELECT *, (sum(coalesce(size, 0)) OVER ())::BIGINT AS all_size, (sum(coalesce(allocated, 0)) OVER ())::BIGINT AS all_allocated FROM ("
            + $"SELECT {key} AS k, count(*) AS n, sum(size)::BIGINT AS size, sum(allocated)::BIGINT AS allocated FROM ({counted}) GROUP BY k) "
            + $"ORDER BY {order}");
        List<TopGroup> groups = [];
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                groups.Add(ReadGroup(grouping, chunk, row));
            }
        }

        return groups;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _session.Dispose();
        _index.Dispose();
    }

    // The directory itself belongs to its subtree, and stands in the one above it.
    private string Within => _under is null
        ? string.Empty
        : string.Create(
            CultureInfo.InvariantCulture,
            $" AND (subdir_id = {_under.DirId} OR dir_id IN (SELECT dir_id FROM {_table.Source} WHERE {DirectoryTable.Below(_under)}))");

    private TopGroup ReadGroup(TopGrouping grouping, DuckChunk chunk, int row)
    {
        long size = chunk.IsNull(2, row) ? 0 : chunk.Long(2, row);
        long allocated = chunk.IsNull(3, row) ? 0 : chunk.Long(3, row);
        double whole = chunk.Long(_options.ByApparentSize ? 4 : 5, row);
        double share = whole > 0 ? (_options.ByApparentSize ? size : allocated) / whole : 0;
        bool isNull = chunk.IsNull(0, row);
        (string key, long? id) = grouping switch
        {
            TopGrouping.Owner or TopGrouping.Group => (string.Empty, isNull ? null : (long?)chunk.Long(0, row)),
            TopGrouping.Age => (AgeBuckets.Name(chunk.Long(0, row)), null),
            _ => (isNull ? string.Empty : System.Text.Encoding.UTF8.GetString(chunk.Bytes(0, row)), null),
        };
        return new TopGroup(key, id, chunk.Long(1, row), size, allocated, share);
    }

    private void RequireFiles()
    {
        if (_index.HasOption("--dirs-only"))
        {
            throw new IndexException($"index '{_index.Path}' was scanned with --dirs-only and holds no files: only directories can be listed");
        }
    }
}
