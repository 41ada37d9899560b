using System.Text;

namespace Fathom.Index;

/// <summary>A prepared statement. Parameters count from 1, columns from 0.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteStatementHandle _handle;

    internal SqliteStatement(SqliteDatabase database, SqliteStatementHandle handle) => (_database, _handle) = (database, handle);

    /// <summary>Columns of its rows; 0 if it has none.</summary>
    internal int ColumnCount => Interop.Sqlite.ColumnCount(_handle);

    /// <summary>Binds an integer.</summary>
    internal void Bind(int index1, long value) => _database.Require(Interop.Sqlite.Bind(_handle, index1, value));

    /// <summary>Binds text.</summary>
    /// <param name="utf8">Copied.</param>
    internal void Bind(int index1, ReadOnlySpan<byte> utf8) => _database.Require(Interop.Sqlite.BindText(_handle, index1, utf8));

    /// <summary>Binds text.</summary>
    internal void Bind(int index1, string text) => Bind(index1, Encoding.UTF8.GetBytes(text));

    /// <summary>Binds bytes.</summary>
    /// <param name="bytes">Copied.</param>
    internal void BindBlob(int index1, ReadOnlySpan<byte> bytes) => _database.Require(Interop.Sqlite.BindBlob(_handle, index1, bytes));

    /// <summary>Binds NULL.</summary>
    internal void BindNull(int index1) => _database.Require(Interop.Sqlite.BindNull(_handle, index1));

    /// <summary>Runs to the next row.</summary>
    /// <returns>False at the end; the statement is then ready to run again, with what is bound.</returns>
    internal bool Step()
    {
        int code = Interop.Sqlite.Step(_handle);
        if (code == Interop.Sqlite.SQLITE_ROW)
        {
            return true;
        }

        // Before the reset, which may hide why.
        IndexException? failure = code == Interop.Sqlite.SQLITE_DONE ? null : _database.Failure(code);
        _ = Interop.Sqlite.Reset(_handle);
        return failure is null ? false : throw failure;
    }

    /// <summary>Makes it ready to run again, with what is bound. Until then, or the end, a read holds its lock.</summary>
    internal void Reset() => _ = Interop.Sqlite.Reset(_handle);

    /// <summary>Whether a value of the row is NULL.</summary>
    internal bool IsNull(int column) => Interop.Sqlite.ColumnType(_handle, column) == Interop.Sqlite.SQLITE_NULL;

    /// <summary>A value of the row as an integer; 0 for NULL.</summary>
    internal long Long(int column) => Interop.Sqlite.ColumnLong(_handle, column);

    /// <summary>The bytes of a text or blob of the row, until the next step; empty for NULL.</summary>
    internal ReadOnlySpan<byte> Bytes(int column) => Interop.Sqlite.Bytes(_handle, column);

    /// <summary>A text of the row; empty for NULL.</summary>
    internal string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
