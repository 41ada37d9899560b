namespace Fathom.Index;

/// <summary>The answer to a query, row by row, made while it is read. Dispose it before the next query.</summary>
public sealed class QueryRows : IDisposable
{
    private readonly DuckResult _result;
    private readonly QueryColumn[] _columns;
    private readonly Action _end;
    private DuckChunk? _chunk;
    private int _row;

    internal QueryRows(DuckResult result, QueryColumn[] columns, bool hasAnswer, Action end)
    {
        HasAnswer = hasAnswer;
        _result = result;
        _columns = columns;
        _end = end;
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<QueryColumn> Columns => _columns;

    /// <summary>False for statements that have nothing to tell: CREATE and DROP.</summary>
    public bool HasAnswer { get; }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="IndexException">The query fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool Read()
    {
        if (_chunk is not null && ++_row < _chunk.Count)
        {
            return true;
        }

        _chunk = _result.Next();
        _row = 0;
        return _chunk is not null;
    }

    /// <summary>Whether a value of the row is NULL.</summary>
    public bool IsNull(int column) => Chunk.IsNull(column, _row);

    /// <summary>A value of kind Integer, Boolean or Nanoseconds.</summary>
    public long Integer(int column) => Chunk.Long(column, _row);

    /// <summary>A value of kind Real.</summary>
    public double Real(int column) =>
        _result.Columns[column].Type == DuckType.Float ? Chunk.Column<float>(column)[_row] : Chunk.Column<double>(column)[_row];

    /// <summary>A value of kind Text, Bytes, Digits or TimeText.</summary>
    /// <returns>Valid until the next <see cref="Read"/>.</returns>
    public ReadOnlySpan<byte> Bytes(int column) => Chunk.Bytes(column, _row);

    /// <inheritdoc/>
    public void Dispose()
    {
        _result.Dispose();
        _end();
    }

    private DuckChunk Chunk => _chunk ?? throw new InvalidOperationException("There is no row: Read was not called, or returned false.");
}
