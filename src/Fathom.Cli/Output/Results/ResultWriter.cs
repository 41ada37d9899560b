using System.Buffers;

namespace Fathom.Cli;

/// <summary>Prints rows, value by value. The columns are told first.</summary>
/// <remarks>For one thread. Nothing is kept but the first rows of a table. The output is flushed by its owner.</remarks>
internal abstract class ResultWriter : IDisposable
{
    private int _column;

    private protected ResultWriter(IReadOnlyList<ResultColumn> columns) => Columns = [.. columns];

    private protected ResultColumn[] Columns { get; }

    /// <summary>Opens a writer.</summary>
    /// <param name="output">Stays the caller's.</param>
    internal static ResultWriter Open(ResultFormat format, IReadOnlyList<ResultColumn> columns, IBufferWriter<byte> output, ResultStyle? style = null) =>
        format switch
        {
            ResultFormat.Csv => new CsvWriter(columns, output),
            ResultFormat.Json => new JsonRowWriter(columns, output, isArray: true),
            ResultFormat.JsonLines => new JsonRowWriter(columns, output, isArray: false),
            _ => new TableWriter(columns, output, style ?? ResultStyle.Default),
        };

    /// <summary>The next value of the row.</summary>
    /// <param name="value">Bytes as the kind of the column wants them; digits for a number.</param>
    internal void Text(ReadOnlySpan<byte> value)
    {
        WriteText(Columns[_column].Kind, value);
        _column++;
    }

    /// <summary>The next value of the row: a number, a size, a time in ns, or a boolean.</summary>
    internal void Number(long value)
    {
        WriteNumber(Columns[_column].Kind, value);
        _column++;
    }

    /// <summary>The next value of the row.</summary>
    internal void Real(double value)
    {
        WriteReal(value);
        _column++;
    }

    /// <summary>The next value of the row, which is not there.</summary>
    internal void Null()
    {
        WriteNull();
        _column++;
    }

    /// <summary>Ends a row that has all its values.</summary>
    internal void EndRow()
    {
        if (_column != Columns.Length)
        {
            throw new InvalidOperationException($"A row of {Columns.Length} columns got {_column} values.");
        }

        _column = 0;
        FinishRow();
    }

    /// <summary>Ends the result.</summary>
    internal abstract void End();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Column of the value that is being written.</summary>
    private protected int Column => _column;

    private protected abstract void WriteText(ResultKind kind, ReadOnlySpan<byte> value);

    private protected abstract void WriteNumber(ResultKind kind, long value);

    private protected abstract void WriteReal(double value);

    private protected abstract void WriteNull();

    private protected abstract void FinishRow();
}
