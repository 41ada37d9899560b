using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>On a terminal: the biggest, as a tree with bars, no longer than the window.</summary>
internal sealed class DuTree : DuView
{
    private const int LinesLeftFree = 4;
    private const int SizeColumns = 7;
    private const string Blocks = " ▏▎▍▌▋▊▉";

    private readonly DuOptions _options;
    private readonly StandardOutput _output;
    private readonly Terminal _terminal = Terminal.StandardOutput;
    private readonly SizeFormat _size;
    private readonly ArrayBufferWriter<byte> _name = new(256);
    private readonly StringBuilder _guides = new();

    internal DuTree(DuOptions options, StandardOutput output)
    {
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

        Dictionary<int, List<int>> shown = Choose(report);
        long whole = Math.Max(1, _options.Value(report.Totals(report.Root)));
        _guides.Clear();
        WriteSubtree(report, report.Root, shown, whole);
        int lines = shown.Count == 0 ? 0 : shown.Values.Sum(static children => children.Count) + 1;
        if (lines < report.Rows)
        {
            WriteDim(string.Create(
                CultureInfo.InvariantCulture,
                $"the {lines:N0} biggest of {report.Rows:N0}; all of them: fathom du | sort -n"));
        }
    }

    /// <inheritdoc/>
    internal override void End(in Rollup total, IReadOnlyList<WalkError> errors, bool isPartial, TimeSpan elapsed)
    {
        if (_options.PrintsTotal)
        {
            WriteLine(total, "total"u8, EntryKind.File, Math.Max(1, _options.Value(total)));
        }

        if (isPartial)
        {
            WriteDim("interrupted: totals are partial");
        }
    }

    // The biggest first, and a row only after its parent: the shown children of each shown row, biggest first.
    private Dictionary<int, List<int>> Choose(RollupReport report)
    {
        int room = Math.Max(5, _terminal.Height - LinesLeftFree);
        PriorityQueue<int, long> candidates = new();
        candidates.Enqueue(report.Root, long.MinValue);
        Dictionary<int, List<int>> shown = [];
        for (int lines = 0; lines < room && candidates.TryDequeue(out int row, out _); lines++)
        {
            shown[row] = [];
            if (report.Parent(row) >= 0)
            {
                shown[report.Parent(row)].Add(row);
            }

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

    // As deep as the window is high at most, so a recursion.
    private void WriteSubtree(RollupReport report, int row, Dictionary<int, List<int>> shown, long whole)
    {
        WriteLine(report.Totals(row), report.Name(row), report.Kind(row), whole);
        List<int> children = shown[row];
        int depth = _guides.Length;
        for (int i = 0; i < children.Count; i++)
        {
            bool isLast = i == children.Count - 1;
            if (depth > 0)
            {
                _guides.Length = depth;
                _guides.Replace("├─ ", "│  ", depth - 3, 3).Replace("└─ ", "   ", depth - 3, 3);
            }

            _guides.Append(isLast ? "└─ " : "├─ ");
            WriteSubtree(report, children[i], shown, whole);
            _guides.Length = depth;
        }
    }

    private void WriteLine(in Rollup totals, ReadOnlySpan<byte> name, EntryKind kind, long whole)
    {
        double share = Math.Clamp((double)_options.Value(totals) / whole, 0, 1);
        int barColumns = Math.Clamp(_terminal.Width / 5, 8, 24);
        string size = _size.ToText((ulong)Math.Max(0, _options.Value(totals)));
        _output.Write(size.PadLeft(SizeColumns));
        _output.Write("  "u8);
        WriteColored("36", Bar(share, barColumns));
        _output.Write(string.Create(CultureInfo.InvariantCulture, $" {share * 100,3:F0}%  "));
        WriteColored("2", _guides.ToString());
        int used = Math.Max(size.Length, SizeColumns) + 2 + barColumns + 7 + _guides.Length;
        WriteName(name, kind, Math.Max(8, _terminal.Width - used - 1));
        _output.Write((byte)'\n');
    }

    private void WriteName(ReadOnlySpan<byte> name, EntryKind kind, int columns)
    {
        _name.ResetWrittenCount();
        NameEscaper.Write(_name, name);
        ReadOnlySpan<byte> text = _name.WrittenSpan;
        bool isCut = TextWidth.Of(text) > columns;
        string shown = Encoding.UTF8.GetString(isCut ? text[..TextWidth.Fit(text, columns - 1)] : text) + (isCut ? "…" : string.Empty);
        if (kind == EntryKind.Directory)
        {
            WriteColored("1;34", shown);
        }
        else
        {
            _output.Write(shown);
        }
    }

    private void WriteDim(string text)
    {
        WriteColored("2", text);
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
