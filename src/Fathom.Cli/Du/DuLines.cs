using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>The lines of GNU du: size, tab, path; directories after what they hold, siblings by name.</summary>
internal sealed class DuLines(DuOptions options, StandardOutput output) : DuView
{
    private readonly RowPath _path = new();

    /// <inheritdoc/>
    internal override void Show(ReadOnlySpan<byte> root, RollupReport report)
    {
        if (report.Rows == 0)
        {
            Write(report.Total, root);
            return;
        }

        Visit(report, row => _path.Push(report.Name(row)), row =>
        {
            Write(report.Totals(row), _path.Bytes);
            _path.Pop();
        });
    }

    /// <inheritdoc/>
    internal override void End(in Rollup total, IReadOnlyList<WalkError> errors, bool isPartial, TimeSpan elapsed)
    {
        if (options.PrintsTotal)
        {
            WriteLine(total, "total"u8);
        }

        foreach (DuOverhead overhead in Overheads)
        {
            overhead.Write(options, output);
        }
    }

    private void Write(in Rollup totals, ReadOnlySpan<byte> path)
    {
        if (options.IsShown(options.Value(totals)))
        {
            WriteLine(totals, path);
        }
    }

    private void WriteLine(in Rollup totals, ReadOnlySpan<byte> path)
    {
        options.Number.Write(output, (ulong)Math.Max(0, options.Value(totals)));
        if (options.PrintsTimes)
        {
            output.Write((byte)'\t');
            WriteTime(totals.NewestMtime);
        }

        output.Write((byte)'\t');
        output.Write(path);
        output.Write(options.Terminator);
    }

    // long-iso of GNU du: local time, to the minute. A total of nothing has no time, and GNU prints the epoch's beginning.
    private void WriteTime(long nanoseconds)
    {
        long ticks = nanoseconds == long.MinValue ? 0 : Math.DivRem(nanoseconds, 100, out _);
        DateTime time = DateTime.UnixEpoch.AddTicks(ticks).ToLocalTime();
        Span<byte> text = output.GetSpan(16);
        _ = Encoding.ASCII.TryGetBytes(time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), text, out int length);
        output.Advance(length);
    }
}
