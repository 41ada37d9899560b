using System.Text.Json;

namespace Fathom.Cli;

/// <summary>One JSON document: the tree of each root to the depth asked for, the total, the errors.</summary>
internal sealed class DuJson : DuView
{
    // Trees may be thousands of levels deep, with an object and an array each.
    private const int MaxNesting = 1 << 30;

    private readonly DuOptions _options;
    private readonly Utf8JsonWriter _json;
    private readonly StandardOutput _output;

    internal DuJson(DuOptions options, StandardOutput output)
    {
        _options = options;
        _output = output;
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { MaxDepth = MaxNesting, SkipValidation = true });
        _json.WriteStartObject();
        _json.WriteStartArray("roots"u8);
    }

    /// <inheritdoc/>
    internal override void Show(ReadOnlySpan<byte> root, RollupReport report)
    {
        if (report.Rows == 0)
        {
            _json.WriteStartObject();
            WriteNode(root, report.RootKind, report.Total);
            _json.WriteEndObject();
            return;
        }

        Visit(report, row => Enter(report, row), row =>
        {
            if (report.Children(row).Length > 0)
            {
                _json.WriteEndArray();
            }

            _json.WriteEndObject();
        });
    }

    /// <inheritdoc/>
    internal override void End(in Rollup total, IReadOnlyList<WalkError> errors, bool isPartial, TimeSpan elapsed)
    {
        _json.WriteEndArray();
        _json.WriteStartObject("total"u8);
        WriteTotals(total);
        _json.WriteEndObject();
        if (_options.PrintsOverhead)
        {
            _json.WriteStartArray("overhead"u8);
            foreach (DuOverhead overhead in Overheads)
            {
                overhead.Write(_json);
            }

            _json.WriteEndArray();
        }

        _json.WriteStartArray("errors"u8);
        foreach (WalkError error in errors)
        {
            _json.WriteStartObject();
            _json.WriteName("path"u8, error.Path);
            _json.WriteString("problem"u8, WalkReport.Describe(error.Stage));
            _json.WriteNumber("errno"u8, (int)error.Errno);
            _json.WriteString("message"u8, error.Errno.Describe());
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteBoolean("partial"u8, isPartial);
        _json.WriteNumber("seconds"u8, Math.Round(elapsed.TotalSeconds, 6));
        _json.WriteEndObject();
        _json.Flush();
        _output.Write((byte)'\n');
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _json.Dispose();
        base.Dispose();
    }

    private void Enter(RollupReport report, int row)
    {
        _json.WriteStartObject();
        WriteNode(report.Name(row), report.Kind(row), report.Totals(row));
        if (report.Children(row).Length > 0)
        {
            _json.WriteStartArray("children"u8);
        }
    }

    private void WriteNode(ReadOnlySpan<byte> name, EntryKind kind, in Rollup totals)
    {
        _json.WriteName("name"u8, name);
        _json.WriteString("type"u8, kind.ToLetter());
        WriteTotals(totals);
    }

    private void WriteTotals(in Rollup totals)
    {
        _json.WriteNumber("size"u8, totals.Apparent);
        _json.WriteNumber("allocated"u8, totals.Allocated);
        _json.WriteNumber("entries"u8, totals.Entries);
        _json.WriteNumber("directories"u8, totals.Directories);
        if (_options.PrintsTimes && totals.NewestMtime != long.MinValue)
        {
            _json.WriteNumber("newest_mtime_ns"u8, totals.NewestMtime);
        }
    }
}
