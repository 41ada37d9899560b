using System.Runtime.InteropServices;

namespace Fathom.Index;

internal static partial class Interop
{
    /// <summary>SQLite's C API. Source: sqlite3.h. Calls return a result code; the low byte is its family.</summary>
    internal static unsafe partial class Sqlite
    {
        internal const int SQLITE_OK = 0;
        internal const int SQLITE_READONLY = 8;
        internal const int SQLITE_IOERR = 10;
        internal const int SQLITE_FULL = 13;
        internal const int SQLITE_CANTOPEN = 14;
        internal const int SQLITE_ROW = 100;
        internal const int SQLITE_DONE = 101;
        internal const int SQLITE_NULL = 5;
        internal const int SQLITE_OPEN_READONLY = 0x1;
        internal const int SQLITE_OPEN_READWRITE = 0x2;
        internal const int SQLITE_OPEN_CREATE = 0x4;
        internal const int SQLITE_OPEN_URI = 0x40;
        internal const int SQLITE_OPEN_NOMUTEX = 0x8000;

        private const string Library = NativeLibraries.Sqlite;

        // SQLITE_TRANSIENT: SQLite copies the value before the call returns.
        private const nint Transient = -1;

        [LibraryImport(Library, EntryPoint = "sqlite3_open_v2")]
        private static partial int OpenFile(byte* path, out SqliteDatabaseHandle database, int flags, byte* vfs);

        [LibraryImport(Library, EntryPoint = "sqlite3_errmsg")]
        private static partial byte* ErrorText(SqliteDatabaseHandle database);

        [LibraryImport(Library, EntryPoint = "sqlite3_exec")]
        private static partial int ExecuteText(SqliteDatabaseHandle database, byte* sql, nint callback, nint argument, nint error);

        [LibraryImport(Library, EntryPoint = "sqlite3_prepare_v2")]
        private static partial int PrepareText(
            SqliteDatabaseHandle database, byte* sql, int length, out SqliteStatementHandle statement, byte** rest);

        [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
        private static partial int BindText(SqliteStatementHandle statement, int index, byte* value, int length, nint free);

        [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
        private static partial int BindBlob(SqliteStatementHandle statement, int index, byte* value, int length, nint free);

        [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
        private static partial byte* ColumnBlob(SqliteStatementHandle statement, int column);

        [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
        private static partial int ColumnBytes(SqliteStatementHandle statement, int column);

        /// <summary>Closes a database, once its last statement is gone.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_close_v2")]
        internal static partial int Close(nint database);

        /// <summary>Frees a statement.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_finalize")]
        internal static partial int FinalizeStatement(nint statement);

        /// <summary>Makes calls return codes that say more than their family.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_extended_result_codes")]
        internal static partial int SetExtendedCodes(SqliteDatabaseHandle database, int isOn);

        /// <summary>How long a call waits for another process.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_busy_timeout")]
        internal static partial int SetBusyTimeout(SqliteDatabaseHandle database, int milliseconds);

        /// <summary>The errno of the last I/O error.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_system_errno")]
        internal static partial int SystemErrno(SqliteDatabaseHandle database);

        /// <summary>Rows that the last INSERT, UPDATE or DELETE changed.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_changes")]
        internal static partial int Changes(SqliteDatabaseHandle database);

        /// <summary>0 inside a transaction.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_get_autocommit")]
        internal static partial int IsAutocommit(SqliteDatabaseHandle database);

        /// <summary>Binds an integer.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
        internal static partial int Bind(SqliteStatementHandle statement, int index, long value);

        /// <summary>Binds NULL.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_bind_null")]
        internal static partial int BindNull(SqliteStatementHandle statement, int index);

        /// <summary>SQLITE_ROW, SQLITE_DONE or an error.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_step")]
        internal static partial int Step(SqliteStatementHandle statement);

        /// <summary>Makes a statement ready to run again; returns the error of the last step.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
        internal static partial int Reset(SqliteStatementHandle statement);

        /// <summary>Columns of a row; 0 for a statement without rows.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_column_count")]
        internal static partial int ColumnCount(SqliteStatementHandle statement);

        /// <summary>SQLITE_NULL or another type.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_column_type")]
        internal static partial int ColumnType(SqliteStatementHandle statement, int column);

        /// <summary>The value as an integer.</summary>
        [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
        internal static partial long ColumnLong(SqliteStatementHandle statement, int column);

        /// <summary>Opens a database; there is a handle also after an error.</summary>
        internal static int Open(string path, int flags, out SqliteDatabaseHandle database)
        {
            fixed (byte* text = NativeText.Encode(path))
            {
                return OpenFile(text, out database, flags, null);
            }
        }

        /// <summary>What the last error was.</summary>
        internal static string Error(SqliteDatabaseHandle database) => Marshal.PtrToStringUTF8((nint)ErrorText(database)) ?? "";

        /// <summary>Runs statements, separated by semicolons, and drops their rows.</summary>
        internal static int Execute(SqliteDatabaseHandle database, string sql)
        {
            fixed (byte* text = NativeText.Encode(sql))
            {
                return ExecuteText(database, text, 0, 0, 0);
            }
        }

        /// <summary>Prepares the first statement of a text.</summary>
        /// <param name="isWhole">Nothing but space follows it.</param>
        internal static int Prepare(SqliteDatabaseHandle database, string sql, out SqliteStatementHandle statement, out bool isWhole)
        {
            byte[] bytes = NativeText.Encode(sql);
            fixed (byte* text = bytes)
            {
                byte* rest;
                int code = PrepareText(database, text, bytes.Length, out statement, &rest);
                isWhole = code != SQLITE_OK || bytes.AsSpan((int)(rest - text)..^1).Trim(" \t\r\n;"u8).IsEmpty;
                return code;
            }
        }

        /// <summary>Binds UTF-8 text.</summary>
        internal static int BindText(SqliteStatementHandle statement, int index, ReadOnlySpan<byte> value)
        {
            fixed (byte* start = NotNull(value))
            {
                return BindText(statement, index, start, value.Length, Transient);
            }
        }

        /// <summary>Binds bytes.</summary>
        internal static int BindBlob(SqliteStatementHandle statement, int index, ReadOnlySpan<byte> value)
        {
            fixed (byte* start = NotNull(value))
            {
                return BindBlob(statement, index, start, value.Length, Transient);
            }
        }

        /// <summary>The bytes of a text or blob, until the next step.</summary>
        internal static ReadOnlySpan<byte> Bytes(SqliteStatementHandle statement, int column)
        {
            byte* start = ColumnBlob(statement, column); // first: it may convert the value, which changes its length
            return new ReadOnlySpan<byte>(start, ColumnBytes(statement, column));
        }

        // A null pointer would bind NULL.
        private static ReadOnlySpan<byte> NotNull(ReadOnlySpan<byte> value) => value.IsEmpty ? "\0"u8 : value;
    }
}
