using System.Text.Unicode;

namespace Fathom.Index;

/// <summary>A prepared statement. Parameters count from 1.</summary>
internal sealed class DuckStatement : IDisposable
{
    private readonly DuckConnection _connection;
    private readonly DuckStatementHandle _handle;

    internal DuckStatement(DuckConnection connection, DuckStatementHandle handle) => (_connection, _handle) = (connection, handle);

    /// <summary>What it does.</summary>
    internal DuckStatementKind Kind => (DuckStatementKind)Interop.DuckDb.StatementType(_handle);

    /// <summary>Parameters to bind.</summary>
    internal int ParameterCount => (int)Interop.DuckDb.ParameterCount(_handle);

    /// <summary>The columns that its rows will have.</summary>
    internal DuckColumn[] GetColumns()
    {
        DuckColumn[] columns = new DuckColumn[Interop.DuckDb.StatementColumnCount(_handle)];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new DuckColumn(
                Interop.DuckDb.StatementColumnName(_handle, i), (DuckType)Interop.DuckDb.StatementColumnType(_handle, i));
        }

        return columns;
    }

    /// <summary>Binds an integer.</summary>
    internal void Bind(int index1, long value) => Require(Interop.DuckDb.BindInt64(_handle, index1, value));

    /// <summary>Binds text.</summary>
    /// <param name="utf8">Copied.</param>
    /// <exception cref="ArgumentException">It is not valid UTF-8.</exception>
    internal void Bind(int index1, ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new ArgumentException("A VARCHAR must be valid UTF-8.", nameof(utf8));
        }

        Require(Interop.DuckDb.BindText(_handle, index1, utf8));
    }

    /// <summary>Binds bytes.</summary>
    /// <param name="bytes">Copied.</param>
    internal void BindBlob(int index1, ReadOnlySpan<byte> bytes) => Require(Interop.DuckDb.BindBytes(_handle, index1, bytes));

    /// <summary>Binds NULL.</summary>
    internal void BindNull(int index1) => Require(Interop.DuckDb.BindNull(_handle, index1));

    /// <summary>Runs it; its rows are made while they are read. The result outlives the statement.</summary>
    internal DuckResult Query() => new(_connection, Run(isStreaming: true));

    /// <summary>Runs it to its end.</summary>
    /// <returns>Rows that it inserted, updated, deleted or copied.</returns>
    internal long Execute()
    {
        DuckNativeResult result = Run(isStreaming: false);
        long changes = Interop.DuckDb.RowsChanged(ref result);
        Interop.DuckDb.DestroyResult(ref result);
        return changes;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private DuckNativeResult Run(bool isStreaming)
    {
        string? error = Interop.DuckDb.Pend(_handle, isStreaming, out nint pending);
        try
        {
            if (error is not null)
            {
                throw _connection.Failure(error);
            }

            _connection.Check();
            error = Interop.DuckDb.ExecutePending(pending, out DuckNativeResult result);
            if (error is not null)
            {
                Interop.DuckDb.DestroyResult(ref result);
                throw _connection.Failure(error);
            }

            return result;
        }
        finally
        {
            Interop.DuckDb.DestroyPending(ref pending);
        }
    }

    private void Require(int state)
    {
        if (state != 0)
        {
            throw _connection.Failure(Interop.DuckDb.PrepareError(_handle));
        }
    }
}
