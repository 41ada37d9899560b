using System.Text;

namespace Fathom.Index;

/// <summary>An SQLite file: used by one thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int BusyMilliseconds = 10_000;
    private const int ENOSPC = 28;
    private const int EDQUOT = 122;

    private readonly string _path;
    private readonly SqliteDatabaseHandle _handle;

    private SqliteDatabase(string path, SqliteDatabaseHandle handle) => (_path, _handle) = (path, handle);

    /// <summary>Rows that the last INSERT, UPDATE or DELETE changed.</summary>
    internal int Changes => Interop.Sqlite.Changes(_handle);

    /// <summary>Between <see cref="Begin"/> and <see cref="Commit"/> or <see cref="Rollback"/>.</summary>
    internal bool IsInTransaction => Interop.Sqlite.IsAutocommit(_handle) == 0;

    /// <summary>Opens a file.</summary>
    /// <param name="readOnly">Works in a directory that cannot be written, too, if the last writer closed the file.</param>
    /// <param name="create">Makes the file if there is none. Not with <paramref name="readOnly"/>.</param>
    /// <exception cref="IndexException">It cannot be opened, or is no database.</exception>
    internal static SqliteDatabase Open(string path, bool readOnly, bool create)
    {
        NativeLibraries.RequireSqlite();
        path = System.IO.Path.GetFullPath(path); // never ":memory:", an empty path or a URI, which mean something else
        if (!readOnly)
        {
            return Open(path, path, Interop.Sqlite.SQLITE_OPEN_READWRITE | (create ? Interop.Sqlite.SQLITE_OPEN_CREATE : 0), out _)!;
        }

        SqliteDatabase? database = Open(path, path, Interop.Sqlite.SQLITE_OPEN_READONLY, out IndexException? error);
        return database ?? (File.Exists(path) ? OpenImmutable(path) : throw error!);
    }

    /// <summary>Runs statements, separated by semicolons; rows are dropped.</summary>
    internal void Execute(string sql) => Require(Interop.Sqlite.Execute(_handle, sql));

    /// <summary>Prepares one statement.</summary>
    internal SqliteStatement Prepare(string sql)
    {
        int code = Interop.Sqlite.Prepare(_handle, sql, out SqliteStatementHandle statement, out bool isWhole);
        if (code == Interop.Sqlite.SQLITE_OK && isWhole && !statement.IsInvalid)
        {
            return new SqliteStatement(this, statement);
        }

        statement.Dispose();
        Require(code);
        throw new ArgumentException("The text is not one SQL statement.", nameof(sql));
    }

    /// <summary>Begins a transaction that may write: nobody else writes until its end.</summary>
    internal void Begin() => Execute("BEGIN IMMEDIATE");

    /// <summary>Keeps what was written since <see cref="Begin"/>.</summary>
    internal void Commit() => Execute("COMMIT");

    /// <summary>Drops what was written since <see cref="Begin"/>; does nothing if an error has already done it.</summary>
    internal void Rollback()
    {
        if (IsInTransaction)
        {
            Execute("ROLLBACK");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>Throws for any result code but success.</summary>
    internal void Require(int code)
    {
        if (code != Interop.Sqlite.SQLITE_OK)
        {
            throw Failure(code);
        }
    }

    /// <summary>The exception for a result code of the last call.</summary>
    internal IndexException Failure(int code)
    {
        int family = code & 0xFF;
        bool isDiskFull = family == Interop.Sqlite.SQLITE_FULL
            || (family == Interop.Sqlite.SQLITE_IOERR && Interop.Sqlite.SystemErrno(_handle) is ENOSPC or EDQUOT);
        string advice = isDiskFull ? ": make room on its disk, then try again" : "";
        return new IndexException($"SQLite file '{_path}': {Interop.Sqlite.Error(_handle)} (code {code}){advice}.") { IsDiskFull = isDiskFull };
    }

    // In WAL mode a reader makes two files beside the database. Where it cannot, SQLite may be told that nobody writes.
    private static SqliteDatabase OpenImmutable(string path)
    {
        // It would then overlook what a killed writer left in the log.
        FileInfo log = new(path + "-wal");
        if (log.Exists && log.Length > 0)
        {
            throw new IndexException($"SQLite file '{path}' was not closed by its last writer, and its folder cannot be written: "
                + "open it once with write access to the folder, or copy the folder.");
        }

        StringBuilder uri = new("file:");
        foreach (byte value in NativeText.Encode(path).AsSpan()[..^1])
        {
            _ = char.IsAsciiLetterOrDigit((char)value) || value is (byte)'/' ? uri.Append((char)value) : uri.Append($"%{value:X2}");
        }

        int flags = Interop.Sqlite.SQLITE_OPEN_READONLY | Interop.Sqlite.SQLITE_OPEN_URI;
        return Open(path, uri.Append("?immutable=1").ToString(), flags, out IndexException? error) ?? throw error!;
    }

    /// <returns>Null, only when reading, if the file or those beside it cannot be opened.</returns>
    private static SqliteDatabase? Open(string path, string name, int flags, out IndexException? error)
    {
        error = null;
        int code = Interop.Sqlite.Open(name, flags | Interop.Sqlite.SQLITE_OPEN_NOMUTEX, out SqliteDatabaseHandle handle);
        SqliteDatabase database = new(path, handle);
        try
        {
            database.Require(code);
            _ = Interop.Sqlite.SetExtendedCodes(handle, 1);
            _ = Interop.Sqlite.SetBusyTimeout(handle, BusyMilliseconds);

            // Opening reads nothing. This does, and fails here rather than later.
            code = Interop.Sqlite.Execute(handle, "SELECT count(*) FROM sqlite_schema");
            database.Require(code);
            return database;
        }
        catch (IndexException failure)
        {
            database.Dispose();
            bool mayTryImmutable = (flags & Interop.Sqlite.SQLITE_OPEN_READONLY) != 0
                && (code & 0xFF) is Interop.Sqlite.SQLITE_CANTOPEN or Interop.Sqlite.SQLITE_READONLY;
            if (!mayTryImmutable)
            {
                throw;
            }

            error = failure;
            return null;
        }
    }
}
