using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>On a terminal: the biggest, as a tree with bars, no longer than the window.</summary>
internal sealed class DuTree : DuView
{
    private const int LinesLeftFree = 4;
    private const int SizeColumns = 7;
    private const int GuideColumns = 3;
    private const int MinNameColumns = 6;

    // Below this the share in numbers gives its place to the name.
    private const int NarrowColumns = 50;
    private const string Blocks = " ▏▎▍▌▋▊▉";

    private readonly DuOptions _options;
    private readonly StandardOutput _output;
    private readonly Terminal _terminal = Terminal.StandardOutput;
    private readonly SizeFormat _size;
    private readonly ArrayBufferWriter<byte> _name = new(256);
    private readonly StringBuilder _guides = new();

    private readonly int _roots;

    /// <param name="roots">They share the window.</param>
    internal DuTree(DuOptions options, StandardOutput output, int roots)
    {
        _roots = Math.Max(1, roots);
        _options = options;
        _output = output;
        _size = options.Measure == DuMeasure.Entries && !options.HasSizeFormat ? SizeFormat.Bytes
            : options.HasSizeFormat ? options.Number
            : SizeFormat.Human;
    }

    /// <inheritdoc/>
    internal override void Show(ReadOnlySpan<byte> root, RollupReport report)
    {
        if (report.Rows == 0)
        {
            WriteLine(report.Total, root, report.RootKind, Math.Max(1, _options.Value(report.Total)));
            return;
        }

        Dictionary<int, List<int>> shown = Choose(report, out int covered);
        long whole = Math.Max(1, _options.Value(report.Totals(report.Root)));
        _guides.Clear();
        WriteSubtree(report, report.Root, shown, whole);
        if (covered < report.Rows)
        {
            WriteDim(string.Create(
                CultureInfo.InvariantCulture,
                $"the {covered:N0} biggest of {report.Rows:N0}; all of them: fathom du | sort -n"));
        }
    }

    /// <inheritdoc/>
    internal override void End(in Rollup total, IReadOnlyList<WalkError> errors, bool isPartial, TimeSpan elapsed)
    {
        if (_options.PrintsTotal)
        {
            WriteLine(total, "total"u8, EntryKind.File, Math.Max(1, _options.Value(total)));
        }

        foreach (DuOverhead overhead in Overheads)
        {
            overhead.Write(_options, _output);
        }

        if (isPartial)
        {
            WriteDim("not complete: totals are partial");
        }
    }

    // The biggest first, and a row only after its parent: for the last row of each shown chain, the shown rows below it,
    // biggest first. Covered are the rows of all chains.
    private Dictionary<int, List<int>> Choose(RollupReport report, out int covered)
    {
        int room = Math.Max(5, ((_terminal.Height - LinesLeftFree + 1) / _roots) - 1);
        PriorityQueue<int, long> candidates = new();
        candidates.Enqueue(report.Root, long.MinValue);
        Dictionary<int, List<int>> shown = [];
        covered = 0;
        for (int lines = 0; lines < room && candidates.TryDequeue(out int row, out _); lines++)
        {
            if (report.Parent(row) >= 0)
            {
                shown[report.Parent(row)].Add(row);
            }

            covered++;
            while (Continuation(report, row) is int next and >= 0)
            {
                row = next;
                covered++;
            }

            shown[row] = [];
            foreach (int child in report.Children(row))
            {
                long value = _options.Value(report.Totals(child));
                if (_options.IsShown(value))
                {
                    candidates.Enqueue(child, -value);
                }
            }
        }

        return shown;
    }

    // A directory that holds next to nothing but one other directory shares its line: a chain would fill the window and
    // say one number many times. The root stays as typed.
    private int Continuation(RollupReport report, int row)
    {
        if (row == report.Root || report.Children(row) is not [int child] || report.Kind(child) != EntryKind.Directory)
        {
            return -1;
        }

        long rest = _options.Value(report.Totals(row)) - _options.Value(report.Totals(child));
        return rest <= _options.Value(report.Totals(row)) / 200 && _options.IsShown(_options.Value(report.Totals(child))) ? child : -1;
    }

    // As deep as the window is high at most, so a recursion.
    private void WriteSubtree(RollupReport report, int row, Dictionary<int, List<int>> shown, long whole)
    {
        RowPath name = new();
        name.Push(report.Name(row));
        int last = row;
        while (Continuation(report, last) is int next and >= 0)
        {
            last = next;
            name.Push(report.Name(last));
        }

        WriteLine(report.Totals(row), name.Bytes, report.Kind(row), whole);
        List<int> children = shown[last];
        int depth = _guides.Length;
        for (int i = 0; i < children.Count; i++)
        {
            bool isLast = i == children.Count - 1;
            if (depth > 0)
            {
                _guides.Length = depth;
                _guides.Replace("├─ ", "│  ", depth - GuideColumns, GuideColumns).Replace("└─ ", "   ", depth - GuideColumns, GuideColumns);
            }

            _guides.Append(isLast ? "└─ " : "├─ ");
            WriteSubtree(report, children[i], shown, whole);
            _guides.Length = depth;
        }
    }

    private void WriteLine(in Rollup totals, ReadOnlySpan<byte> name, EntryKind kind, long whole)
    {
        int width = _terminal.Width - 1; // A full line makes some terminals wrap.
        double share = Math.Clamp((double)_options.Value(totals) / whole, 0, 1);
        int barColumns = Math.Clamp(_terminal.Width / 5, 4, 24);
        string size = _size.ToText((ulong)Math.Max(0, _options.Value(totals))).PadLeft(SizeColumns);
        string percent = width < NarrowColumns ? "  " : string.Create(CultureInfo.InvariantCulture, $" {share * 100,3:F0}%  ");
        string guides = FitGuides(width - size.Length - 2 - barColumns - percent.Length - Math.Max(MinNameColumns, width / 5));
        _output.Write(size);
        _output.Write("  "u8);
        WriteColored("36", Bar(share, barColumns));
        _output.Write(percent);
        WriteColored("2", guides);
        WriteName(name, kind, Math.Max(1, width - size.Length - 2 - barColumns - percent.Length - guides.Length));
        _output.Write((byte)'\n');
    }

    // Of a deep row the innermost guides stay, in steps of a level.
    private string FitGuides(int columns)
    {
        int kept = Math.Max(1, (columns / GuideColumns) - 1) * GuideColumns;
        if (_guides.Length <= Math.Max(columns, kept + GuideColumns))
        {
            return _guides.ToString();
        }

        return "…  " + _guides.ToString(_guides.Length - kept, kept);
    }

    private void WriteName(ReadOnlySpan<byte> name, EntryKind kind, int columns)
    {
        _name.ResetWrittenCount();
        NameEscaper.Write(_name, name);
        string shown = Fit(_name.WrittenSpan, columns);
        if (kind == EntryKind.Directory)
        {
            WriteColored("1;34", shown);
        }
        else
        {
            _output.Write(shown);
        }
    }

    // Cut in the middle: siblings often differ in their last characters.
    private static string Fit(ReadOnlySpan<byte> text, int columns)
    {
        if (TextWidth.Of(text) <= columns)
        {
            return Encoding.UTF8.GetString(text);
        }

        int head = TextWidth.Fit(text, columns / 2);
        ReadOnlySpan<byte> tail = text[head..];
        int room = columns - 1 - TextWidth.Of(text[..head]);
        int excess = TextWidth.Of(tail) - room;
        while (excess > 0)
        {
            Rune.DecodeFromUtf8(tail, out _, out int used);
            excess -= TextWidth.Of(tail[..used]);
            tail = tail[used..];
        }

        return $"{Encoding.UTF8.GetString(text[..head])}…{Encoding.UTF8.GetString(tail)}";
    }

    private void WriteDim(string text)
    {
        WriteColored("2", Fit(Encoding.UTF8.GetBytes(text), Math.Max(1, _terminal.Width - 1)));
        _output.Write((byte)'\n');
    }

    private void WriteColored(string code, string text)
    {
        _output.Write(_terminal.HasColors && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text);
    }

    private static string Bar(double share, int columns)
    {
        int eighths = (int)Math.Round(share * columns * 8);
        StringBuilder bar = new(columns);
        bar.Append('█', eighths / 8);
        if (eighths % 8 > 0)
        {
            bar.Append(Blocks[eighths % 8]);
        }

        return bar.Append(' ', columns - bar.Length).ToString();
    }
}
