namespace Fathom.Index;

/// <summary>Rows of a query, a chunk at a time, made while they are read.</summary>
internal sealed class DuckResult : IDisposable
{
    private readonly DuckConnection _connection;
    private readonly DuckColumn[] _columns;
    private readonly DuckChunk _chunk;
    private DuckNativeResult _result;
    private bool _isEnded;

    internal DuckResult(DuckConnection connection, DuckNativeResult result)
    {
        _connection = connection;
        _result = result;
        _columns = new DuckColumn[Interop.DuckDb.ColumnCount(ref _result)];
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i] = new DuckColumn(Interop.DuckDb.ColumnName(ref _result, i), (DuckType)Interop.DuckDb.ColumnType(ref _result, i));
        }

        _chunk = new DuckChunk(_columns);
    }

    /// <summary>The columns, in order.</summary>
    internal IReadOnlyList<DuckColumn> Columns => _columns;

    /// <summary>The next rows; null at the end.</summary>
    /// <returns>The same object each time: what it gave before is gone.</returns>
    internal DuckChunk? Next()
    {
        _chunk.Release();
        if (_isEnded)
        {
            return null;
        }

        _isEnded = true; // unless there are rows
        _connection.Check();
        nint native = Interop.DuckDb.FetchChunk(_result);
        if (native != 0 && Interop.DuckDb.ChunkSize(native) > 0)
        {
            _isEnded = false;
            _chunk.Take(native);
            return _chunk;
        }

        Interop.DuckDb.DestroyChunk(ref native);
        return Interop.DuckDb.ResultError(ref _result) is { } error ? throw _connection.Failure(error) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isEnded = true;
        _chunk.Release();
        Interop.DuckDb.DestroyResult(ref _result); // clears it: a second call does nothing
    }
}
