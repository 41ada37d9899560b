namespace Fathom.Index;

/// <summary>An index as an SQLite database that a tool opens without Fathom.</summary>
internal static class SqliteExport
{
    internal const string EntryColumns = "path, path_raw, name, name_raw, type, size, allocated, inode, device, nlink, uid, gid, mode, "
        + "epoch_ns(mtime), epoch_ns(ctime), epoch_ns(atime), extension, target, target_raw, dir_id, subdir_id";

    internal const string DirectoryColumns = "dir_id, parent_id, depth, path, path_raw, name, name_raw, pre, pre_end, own_size, own_allocated, "
        + "own_entries, own_dirs, size, allocated, entries, dirs, epoch_ns(newest)";

    private const int RowsPerTransaction = 100_000;

    // Indexes come last: building one from a sorted table costs a fraction of keeping it while rows come.
    private const string Indexes = """
        CREATE INDEX entries_path ON entries(path); CREATE INDEX entries_size ON entries(size);
        CREATE INDEX entries_mtime ON entries(mtime_ns); CREATE INDEX entries_dir ON entries(dir_id);
        CREATE INDEX dirs_path ON dirs(path); CREATE INDEX dirs_parent ON dirs(parent_id); CREATE INDEX dirs_allocated ON dirs(allocated);
        """;

    private const string Schema = """
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        CREATE TABLE entries(path TEXT NOT NULL, path_raw BLOB, name TEXT NOT NULL, name_raw BLOB, type TEXT NOT NULL, size INTEGER, allocated INTEGER,
          inode INTEGER, device INTEGER, nlink INTEGER, uid INTEGER, gid INTEGER, mode INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, atime_ns INTEGER,
          extension TEXT, target TEXT, target_raw BLOB, dir_id INTEGER NOT NULL, subdir_id INTEGER);
        CREATE TABLE dirs(dir_id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL, depth INTEGER NOT NULL, path TEXT NOT NULL, path_raw BLOB,
          name TEXT, name_raw BLOB, pre INTEGER, pre_end INTEGER, own_size INTEGER, own_allocated INTEGER, own_entries INTEGER, own_dirs INTEGER,
          size INTEGER, allocated INTEGER, entries INTEGER, dirs INTEGER, newest_ns INTEGER);
        """;

    /// <summary>Writes the tables; <paramref name="path"/> is a new file, which a crash may leave damaged.</summary>
    internal static void Write(string path, DuckConnection connection, ExportSql sql, Action<long> counted)
    {
        using SqliteDatabase database = SqliteDatabase.Open(path, readOnly: false, create: true);
        database.Execute(Schema);
        Copy(database, "entries", connection, sql.Entries(EntryColumns), counted);
        Copy(database, "dirs", connection, sql.Directories(DirectoryColumns), static _ => { });
        database.Execute(Indexes);
    }

    private static void Copy(SqliteDatabase database, string table, DuckConnection connection, string query, Action<long> counted)
    {
        using DuckResult rows = connection.Query(query);
        string values = string.Join(", ", rows.Columns.Select(static _ => "?"));
        using SqliteStatement insert = database.Prepare($"INSERT INTO {table} VALUES ({values})");
        long pending = 0;
        database.Begin();
        while (rows.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                Bind(insert, rows.Columns, chunk, row);
                insert.Step();
            }

            counted(chunk.Count);
            pending += chunk.Count;
            if (pending >= RowsPerTransaction)
            {
                pending = 0;
                database.Commit();
                database.Begin();
            }
        }

        database.Commit();
    }

    private static void Bind(SqliteStatement insert, IReadOnlyList<DuckColumn> columns, DuckChunk chunk, int row)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (chunk.IsNull(i, row))
            {
                insert.BindNull(i + 1);
            }
            else if (columns[i].Type == DuckType.Blob)
            {
                insert.BindBlob(i + 1, chunk.Bytes(i, row));
            }
            else if (columns[i].Type == DuckType.Varchar)
            {
                insert.Bind(i + 1, chunk.Bytes(i, row));
            }
            else
            {
                insert.Bind(i + 1, chunk.Long(i, row));
            }
        }
    }
}
