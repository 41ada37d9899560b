using System.Globalization;

namespace Fathom.Index;

/// <summary>The SQLite file of an index: what its parts are, and how far the scan came. One thread at a time.</summary>
internal sealed class Catalog : IDisposable
{
    private const string Schema = """
        CREATE TABLE meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
        CREATE TABLE root(n INTEGER PRIMARY KEY, path BLOB NOT NULL, begun INTEGER NOT NULL DEFAULT 0, device INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE part(file TEXT PRIMARY KEY, kind INTEGER NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL);
        CREATE TABLE pending(dir_id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL, root INTEGER NOT NULL, name BLOB NOT NULL,
          handle BLOB NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL,
          size INTEGER NOT NULL, allocated INTEGER NOT NULL, mtime INTEGER NOT NULL, ordinal INTEGER NOT NULL);
        CREATE TABLE error(path BLOB NOT NULL, stage TEXT NOT NULL, errno INTEGER NOT NULL, message TEXT NOT NULL, PRIMARY KEY(path, stage));
        """;

    private readonly SqliteDatabase _database;

    private Catalog(SqliteDatabase database) => _database = database;

    /// <summary>Makes the catalog of a new index.</summary>
    /// <param name="describe">Fills it, in the same transaction.</param>
    internal static Catalog Create(string folder, Action<Catalog> describe)
    {
        SqliteDatabase database = SqliteDatabase.Open(Path.Combine(folder, IndexFormat.CatalogName), readOnly: false, create: true);
        try
        {
            Configure(database);
            Catalog catalog = new(database);
            catalog.Commit(() =>
            {
                database.Execute(Schema);
                describe(catalog);
            });
            return catalog;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens the catalog of an index.</summary>
    /// <exception cref="IndexException">It is missing, damaged, or of another format.</exception>
    internal static Catalog Open(string folder, bool readOnly)
    {
        string path = Path.Combine(folder, IndexFormat.CatalogName);
        if (!File.Exists(path))
        {
            throw new IndexException(Directory.Exists(folder)
                ? $"'{folder}' is no index: it has no {IndexFormat.CatalogName}"
                : $"cannot open index '{folder}': no such folder");
        }

        SqliteDatabase database = SqliteDatabase.Open(path, readOnly, create: false);
        Catalog catalog = new(database);
        try
        {
            if (!readOnly)
            {
                Configure(database);
            }

            catalog.CheckFormat(path);
            return catalog;
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    public void Dispose() => _database.Dispose();

    internal string? GetText(string key) => Get(key, static statement => statement.Text(0));

    internal long GetLong(string key, long missing = 0) => Get(key, static statement => (long?)statement.Long(0)) ?? missing;

    internal void Set(string key, string value) => Set(key, statement => statement.Bind(2, value));

    internal void Set(string key, long value) => Set(key, statement => statement.Bind(2, value));

    /// <summary>All that is known by name, in the order of the names.</summary>
    internal List<KeyValuePair<string, string>> GetAll(string prefix)
    {
        List<KeyValuePair<string, string>> found = [];
        using SqliteStatement statement = _database.Prepare("SELECT k, CAST(v AS TEXT) FROM meta ORDER BY k");
        while (statement.Step())
        {
            string key = statement.Text(0);
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                found.Add(new(key[prefix.Length..], statement.Text(1)));
            }
        }

        return found;
    }

    internal List<Part> GetParts()
    {
        List<Part> parts = [];
        using SqliteStatement statement = _database.Prepare("SELECT file, kind, rows, bytes FROM part ORDER BY kind, file");
        while (statement.Step())
        {
            parts.Add(new Part(PartName(statement.Text(0)), (PartKind)statement.Long(1), statement.Long(2), statement.Long(3)));
        }

        return parts;
    }

    internal void AddPart(Part part)
    {
        using SqliteStatement statement = _database.Prepare("INSERT OR REPLACE INTO part(file, kind, rows, bytes) VALUES (?, ?, ?, ?)");
        statement.Bind(1, part.File);
        statement.Bind(2, (long)part.Kind);
        statement.Bind(3, part.Rows);
        statement.Bind(4, part.Bytes);
        statement.Step();
    }

    internal void RemoveParts(PartKind kind) =>
        _database.Execute(string.Create(CultureInfo.InvariantCulture, $"DELETE FROM part WHERE kind = {(int)kind}"));

    internal List<RootState> GetRoots()
    {
        List<RootState> roots = [];
        using SqliteStatement statement = _database.Prepare("SELECT path, begun, device FROM root ORDER BY n");
        while (statement.Step())
        {
            roots.Add(new RootState(statement.Bytes(0).ToArray(), statement.Long(1) != 0, (ulong)statement.Long(2)));
        }

        return roots;
    }

    internal void AddRoot(int number, ReadOnlySpan<byte> path)
    {
        using SqliteStatement statement = _database.Prepare("INSERT INTO root(n, path) VALUES (?, ?)");
        statement.Bind(1, number);
        statement.BindBlob(2, path);
        statement.Step();
    }

    /// <summary>What the tree of a root is opened from; null if its name tells.</summary>
    internal byte[]? GetSource(int root) => Get(SourceKey(root), static statement => statement.Bytes(0).ToArray());

    internal void SetSource(int root, byte[] source) => Set(SourceKey(root), statement => statement.BindBlob(2, source));

    /// <summary>A root's own entry is stored. An error of an earlier run, in which it could not be examined, is void.</summary>
    internal void MarkBegun(int root, ulong device) => _database.Execute(string.Create(
        CultureInfo.InvariantCulture,
        $"UPDATE root SET begun = 1, device = {(long)device} WHERE n = {root};"
        + $"DELETE FROM error WHERE stage = '{nameof(WalkStage.Root)}' AND path = (SELECT path FROM root WHERE n = {root})"));

    internal void AddErrors(IEnumerable<WalkError> errors)
    {
        using SqliteStatement statement = _database.Prepare("INSERT OR REPLACE INTO error(path, stage, errno, message) VALUES (?, ?, ?, ?)");
        foreach (WalkError error in errors)
        {
            statement.BindBlob(1, error.Path);
            statement.Bind(2, error.Stage.ToString());
            statement.Bind(3, (long)error.Errno);
            statement.Bind(4, error.Errno.Describe());
            statement.Step();
            statement.Reset();
        }
    }

    internal EntryCounts GetCounts() => new()
    {
        Files = GetLong(CatalogKeys.Files),
        Directories = GetLong(CatalogKeys.Directories),
        Symlinks = GetLong(CatalogKeys.Symlinks),
        Others = GetLong(CatalogKeys.Others),
        Linked = GetLong(CatalogKeys.Linked),
        SingleRoots = GetLong(CatalogKeys.SingleRoots),
    };

    internal void AddCounts(in EntryCounts added)
    {
        EntryCounts counts = GetCounts();
        counts.Add(added);
        Set(CatalogKeys.Files, counts.Files);
        Set(CatalogKeys.Directories, counts.Directories);
        Set(CatalogKeys.Symlinks, counts.Symlinks);
        Set(CatalogKeys.Others, counts.Others);
        Set(CatalogKeys.Linked, counts.Linked);
        Set(CatalogKeys.SingleRoots, counts.SingleRoots);
    }

    internal long CountErrors() => Count("SELECT count(*) FROM error");

    internal long CountPending() => Count("SELECT count(*) FROM pending");

    /// <summary>Reads what could not be walked, in the order of paths.</summary>
    internal void ReadErrors(Action<ScanError> found)
    {
        using SqliteStatement statement = _database.Prepare("SELECT path, stage, errno, message FROM error ORDER BY path, stage");
        while (statement.Step())
        {
            found(new ScanError(statement.Bytes(0).ToArray(), statement.Text(1), (int)statement.Long(2), statement.Text(3)));
        }
    }

    /// <summary>Replaces part of the frontier: what was listed goes, what was found comes.</summary>
    internal void ChangePending(IEnumerable<long> listed, IEnumerable<FoundDirectory> found, ByteList bytes)
    {
        using SqliteStatement delete = _database.Prepare("DELETE FROM pending WHERE dir_id = ?");
        foreach (long directory in listed)
        {
            delete.Bind(1, directory);
            delete.Step();
            delete.Reset();
        }

        using SqliteStatement insert = _database.Prepare("INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        foreach (FoundDirectory directory in found)
        {
            insert.Bind(1, directory.DirId);
            insert.Bind(2, directory.ParentId);
            insert.Bind(3, directory.Root);
            insert.BindBlob(4, bytes.Span(directory.Offset, directory.NameLength));
            insert.BindBlob(5, bytes.Span(directory.Offset + directory.NameLength, directory.HandleLength));
            insert.Bind(6, (long)directory.Id.Device);
            insert.Bind(7, (long)directory.Id.Inode);
            insert.Bind(8, directory.Own.Apparent);
            insert.Bind(9, directory.Own.Allocated);
            insert.Bind(10, directory.Own.NewestMtime);
            insert.Bind(11, directory.Ordinal);
            insert.Step();
            insert.Reset();
        }
    }

    /// <summary>Reads the frontier; names and handles go to <paramref name="bytes"/>.</summary>
    internal List<FoundDirectory> GetPending(ByteList bytes)
    {
        List<FoundDirectory> found = [];
        using SqliteStatement statement = _database.Prepare("SELECT * FROM pending ORDER BY dir_id");
        while (statement.Step())
        {
            int offset = bytes.Append(statement.Bytes(3));
            bytes.Append(statement.Bytes(4));
            found.Add(new FoundDirectory
            {
                DirId = statement.Long(0),
                ParentId = statement.Long(1),
                Root = (int)statement.Long(2),
                Offset = offset,
                NameLength = statement.Bytes(3).Length,
                HandleLength = statement.Bytes(4).Length,
                Ordinal = statement.Long(10),
                Id = new NodeId((ulong)statement.Long(5), (ulong)statement.Long(6)),
                Own = new Rollup
                {
                    Apparent = statement.Long(7),
                    Allocated = statement.Long(8),
                    NewestMtime = statement.Long(9),
                    Entries = 1,
                    Directories = 1,
                },
            });
        }

        return found;
    }

    /// <summary>Does <paramref name="changes"/> in one transaction that is on the disk when this returns.</summary>
    internal void Commit(Action changes)
    {
        _database.Execute("BEGIN IMMEDIATE");
        try
        {
            changes();
            _database.Execute("COMMIT");
        }
        catch
        {
            if (_database.IsInTransaction)
            {
                _database.Rollback();
            }

            throw;
        }
    }

    /// <summary>Whether SQLite finds the whole file sound.</summary>
    /// <returns>What it says; "ok" if all is well.</returns>
    internal string CheckIntegrity()
    {
        using SqliteStatement statement = _database.Prepare("PRAGMA integrity_check(1)");
        return statement.Step() ? statement.Text(0) : "no answer";
    }

    /// <summary>Puts all of the write-ahead log into the file, so that it can be read where nothing can be written.</summary>
    internal void Checkpoint() => _database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    private static void Configure(SqliteDatabase database) =>
        database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY");

    // The name leads to a file, and the catalog may come from anybody.
    private static string PartName(string file) =>
        file.Count(c => c == '/') == 1 && !file.Contains("..", StringComparison.Ordinal) && !file.Contains('\'', StringComparison.Ordinal)
        && (file.StartsWith(IndexFormat.EntriesFolder + "/", StringComparison.Ordinal)
            || file.StartsWith(IndexFormat.DirectoriesFolder + "/", StringComparison.Ordinal))
            ? file
            : throw new IndexException($"the catalog names a part outside of the index: '{file}'");

    private void CheckFormat(string path)
    {
        long version;
        try
        {
            version = GetLong(CatalogKeys.Format, -1);
        }
        catch (IndexException failure)
        {
            throw new IndexException($"'{path}' is damaged or no catalog of an index: {failure.Message}");
        }

        if (version != IndexFormat.Version)
        {
            throw new IndexException(version < 0
                ? $"'{path}' is no catalog of an index"
                : $"'{path}' has format {version}, and this Fathom reads format {IndexFormat.Version}: use the Fathom that wrote it, or scan again");
        }
    }

    private static string SourceKey(int root) => string.Create(CultureInfo.InvariantCulture, $"{CatalogKeys.SourcePrefix}{root}");

    private T? Get<T>(string key, Func<SqliteStatement, T> read)
    {
        using SqliteStatement statement = _database.Prepare("SELECT v FROM meta WHERE k = ?");
        statement.Bind(1, key);
        return statement.Step() ? read(statement) : default;
    }

    private void Set(string key, Action<SqliteStatement> bind)
    {
        using SqliteStatement statement = _database.Prepare("INSERT OR REPLACE INTO meta(k, v) VALUES (?, ?)");
        statement.Bind(1, key);
        bind(statement);
        statement.Step();
    }

    private long Count(string sql)
    {
        using SqliteStatement statement = _database.Prepare(sql);
        return statement.Step() ? statement.Long(0) : 0;
    }
}
