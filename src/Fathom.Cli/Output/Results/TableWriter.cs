using System.Buffers;
using System.Text;

namespace Fathom.Cli;

/// <summary>Aligned columns, numbers to the right. The first rows are kept to measure them; later ones go out as they come.</summary>
internal sealed class TableWriter : ResultWriter
{
    private const int MeasuredRows = 1000;
    private const int Gap = 2;
    private const int LeastCut = 8;

    private readonly IBufferWriter<byte> _output;
    private readonly ResultStyle _style;
    private readonly LineBuffer _cells = new();
    private readonly List<int> _ends = [];
    private readonly int[] _widths;
    private int _rows;
    private bool _isMeasured;

    internal TableWriter(IReadOnlyList<ResultColumn> columns, IBufferWriter<byte> output, ResultStyle style)
        : base(columns)
    {
        _output = output;
        _style = style;
        _widths = new int[columns.Count];
        foreach (ResultColumn column in columns)
        {
            _cells.Write(Encoding.UTF8.GetBytes(column.Name));
            _ends.Add(_cells.Length);
        }

        _rows = 1;
    }

    internal override void End() => Print();

    public override void Dispose()
    {
    }

    private protected override void WriteText(ResultKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case ResultKind.Name when _style.IsTerminal:
                NameEscaper.Write(_cells, value);
                break;
            case ResultKind.Digest:
                ResultText.WriteHex(_cells, value);
                break;
            case ResultKind.Time when value.Length >= 20 && value[10] == 'T':
                WriteTime(value);
                break;
            case ResultKind.Bytes:
                ResultText.WriteOneLine(_cells, value, escapesInvalid: true);
                break;
            default:
                ResultText.WriteOneLine(_cells, value, escapesInvalid: _style.IsTerminal);
                break;
        }

        _ends.Add(_cells.Length);
    }

    private protected override void WriteNumber(ResultKind kind, long value)
    {
        switch (kind)
        {
            case ResultKind.Size:
                _cells.Write(value < 0 ? "-"u8 : default);
                _style.Sizes.Write(_cells, value < 0 ? 0UL - (ulong)value : (ulong)value);
                break;
            case ResultKind.Time:
                ArrayBufferWriter<byte> time = new(32);
                ResultText.WriteTime(time, value);
                WriteTime(time.WrittenSpan);
                break;
            case ResultKind.Boolean:
                _cells.Write(value == 0 ? "false"u8 : "true"u8);
                break;
            default:
                _cells.Write(value);
                break;
        }

        _ends.Add(_cells.Length);
    }

    private protected override void WriteReal(double value)
    {
        ResultText.Write(_cells, value);
        _ends.Add(_cells.Length);
    }

    private protected override void WriteNull() => _ends.Add(_cells.Length);

    private protected override void FinishRow()
    {
        _rows++;
        if (_isMeasured || _rows > MeasuredRows)
        {
            Print();
        }
    }

    // Seconds are what a person reads; the formats for programs have all digits.
    private void WriteTime(ReadOnlySpan<byte> iso)
    {
        _cells.Write(iso[..10]);
        _cells.Write((byte)' ');
        _cells.Write(iso[11..19]);
    }

    private void Print()
    {
        if (!_isMeasured)
        {
            Measure();
            _isMeasured = true;
        }

        int start = 0;
        for (int i = 0; i < _ends.Count; i++)
        {
            PrintCell(i % Columns.Length, _cells.Written[start.._ends[i]]);
            start = _ends[i];
        }

        _cells.Clear();
        _ends.Clear();
        _rows = 0;
    }

    private void PrintCell(int column, ReadOnlySpan<byte> cell)
    {
        bool isLast = column == Columns.Length - 1;
        int width = TextWidth.Of(cell);
        if (_style.Width != int.MaxValue && width > _widths[column] && MayCut(column))
        {
            cell = cell[..TextWidth.Fit(cell, Math.Max(1, _widths[column] - 1))];
            width = TextWidth.Of(cell) + 1;
            PrintPadded(cell, "…"u8, width, column, isLast);
            return;
        }

        PrintPadded(cell, default, width, column, isLast);
    }

    private void PrintPadded(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> end, int width, int column, bool isLast)
    {
        int padding = Math.Max(0, _widths[column] - width);
        bool isRight = IsRight(column);
        if (isRight)
        {
            Pad(padding);
        }

        _output.Write(cell);
        _output.Write(end);
        if (isLast)
        {
            _output.Write("\n"u8);
        }
        else
        {
            Pad(Gap + (isRight ? 0 : padding));
        }
    }

    private void Pad(int columns)
    {
        Span<byte> spaces = _output.GetSpan(columns)[..columns];
        spaces.Fill((byte)' ');
        _output.Advance(columns);
    }

    private void Measure()
    {
        int start = 0;
        for (int i = 0; i < _ends.Count; i++)
        {
            ref int width = ref _widths[i % Columns.Length];
            width = Math.Max(width, TextWidth.Of(_cells.Written[start.._ends[i]]));
            start = _ends[i];
        }

        // The widest text gives way first, until the line fits or nothing may be cut any more.
        long excess = _widths.Sum(static width => (long)width) + (Gap * (long)(_widths.Length - 1)) - _style.Width;
        while (excess > 0 && FindWidest() is int widest and >= 0)
        {
            int cut = (int)Math.Min(excess, Math.Max(1, (_widths[widest] - LeastCut) / 2));
            _widths[widest] -= cut;
            excess -= cut;
        }
    }

    private int FindWidest()
    {
        int widest = -1;
        for (int i = 0; i < _widths.Length; i++)
        {
            if (MayCut(i) && _widths[i] > LeastCut && (widest < 0 || _widths[i] > _widths[widest]))
            {
                widest = i;
            }
        }

        return widest;
    }

    private bool MayCut(int column) => Columns[column].Kind is ResultKind.Text or ResultKind.Name or ResultKind.Bytes;

    private bool IsRight(int column) => Columns[column].Kind is ResultKind.Number or ResultKind.Size;
}
