using System.Globalization;

namespace Fathom.Index;

/// <summary>A DuckDB of its own over the parts of one index or more, with a view of entries and one of directories for each.</summary>
/// <remarks>Not thread-safe, but for <see cref="DuckConnection.Interrupt"/>.</remarks>
internal sealed class IndexSession : IDisposable
{
    private readonly DuckDatabase _database;
    private readonly string _temporary;

    private IndexSession(SessionOptions options)
    {
        _temporary = options.TempDirectory
            ?? Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"fathom-{Environment.ProcessId}-{Guid.NewGuid():n}"));
        _database = DuckDatabase.Open(new DuckOptions
        {
            Threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
            MemoryLimitBytes = options.MemoryLimitBytes > 0
                ? options.MemoryLimitBytes
                : Math.Max(512L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4),
            TempDirectory = _temporary,
        });
        Connection = _database.Connect();
    }

    internal DuckConnection Connection { get; }

    /// <summary>Opens a session on one index, with views <c>entries</c>, <c>entries_with_path</c> and <c>dirs</c>.</summary>
    internal static IndexSession Open(SavedIndex index, SessionOptions? options = null)
    {
        IndexSession session = new(options ?? SessionOptions.Default);
        try
        {
            session.Add(index, string.Empty);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a session without an index; see <see cref="Add"/>.</summary>
    internal static IndexSession OpenEmpty(SessionOptions options) => new(options);

    /// <summary>Adds the views of an index.</summary>
    /// <param name="prefix">Comes before the names of its views, for example <c>old_</c>, or a schema and a dot.</param>
    internal void Add(SavedIndex index, string prefix)
    {
        foreach (Part part in index.Parts)
        {
            if (!File.Exists(index.Folder.Of(part.File)))
            {
                throw new IndexException($"index '{index.Path}' lacks its part '{part.File}': fathom check '{index.Path}' says what is readable");
            }
        }

        string entries = ReadOrEmpty(index, PartKind.Entries, IndexFormat.EntryColumns);
        bool isFinished = index.Parts.Any(part => part.Kind == PartKind.Rollups);
        string directories = isFinished
            ? PartSql.Read(index.Folder, index.Parts, PartKind.Rollups)
            : $"(SELECT {Unfinished()} FROM {ReadOrEmpty(index, PartKind.Directories, IndexFormat.DirectoryColumns)})";
        Connection.Execute($"CREATE VIEW {prefix}entries AS SELECT * EXCLUDE (link_order) FROM {entries}");
        Connection.Execute($"CREATE VIEW {prefix}dirs AS SELECT * FROM {directories}");

        // DuckDB does not drop a join whose columns nobody reads, so there is a view without it.
        Connection.Execute($"CREATE VIEW {prefix}entries_with_path AS SELECT e.*, {PathOf("d", "e")} AS path "
            + $"FROM {prefix}entries e LEFT JOIN {prefix}dirs d ON d.dir_id = e.dir_id");
    }

    /// <summary>The readable path of an entry whose directory may be missing, because the entry is a root.</summary>
    internal static string PathOf(string directory, string entry) =>
        $"CASE WHEN {directory}.path IS NULL THEN {entry}.name WHEN ends_with({directory}.path, '/') THEN {directory}.path || {entry}.name "
        + $"ELSE {directory}.path || '/' || {entry}.name END";

    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
        if (Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    private static string ReadOrEmpty(SavedIndex index, PartKind kind, DuckColumn[] columns)
    {
        if (index.Parts.Any(part => part.Kind == kind))
        {
            return PartSql.Read(index.Folder, index.Parts, kind);
        }

        return $"(SELECT {string.Join(", ", columns.Select(column => $"NULL::{SqlType(column.Type)} AS {column.Name}"))} WHERE false)";
    }

    // Directories of a scan that has not ended: what they hold themselves is known, and no more.
    private static string Unfinished()
    {
        HashSet<string> known = [.. IndexFormat.DirectoryColumns.Select(column => column.Name)];
        return string.Join(", ", IndexFormat.RollupColumns.Select(column => column.Name switch
        {
            "name" => "parse_filename(path) AS name",
            _ when known.Contains(column.Name) => column.Name,
            _ => $"NULL::{SqlType(column.Type)} AS {column.Name}",
        }));
    }

    internal static string SqlType(DuckType type) => type switch
    {
        DuckType.BigInt => "BIGINT",
        DuckType.Integer => "INTEGER",
        DuckType.TimestampNs => "TIMESTAMP_NS",
        DuckType.Blob => "BLOB",
        _ => "VARCHAR",
    };
}
