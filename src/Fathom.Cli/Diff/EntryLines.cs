using System.Text;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>The lines of <c>fathom diff --by entry</c>: a table for programs, else a sign and a path.</summary>
internal sealed class EntryLines : IDisposable
{
    private static readonly string[] s_words = ["type", "size", "mtime", "mode", "uid", "gid", "target"];

    private readonly StandardOutput _output;
    private readonly ResultWriter? _rows;
    private readonly SizeFormat _sizes;
    private readonly bool _isTerminal = Terminal.StandardOutput.IsTerminal;

    internal EntryLines(StandardOutput output, ResultFormat format, SizeFormat sizes)
    {
        _output = output;
        _sizes = sizes;
        _rows = format == ResultFormat.Table ? null : ResultWriter.Open(
            format,
            [
                new("change", ResultKind.Text), new("type", ResultKind.Text), new("path", ResultKind.Name), new("old_path", ResultKind.Name),
                new("fields", ResultKind.Text), new("old_size", ResultKind.Size), new("new_size", ResultKind.Size),
            ],
            output);
    }

    /// <summary>What differs, as <c>size,mtime</c>.</summary>
    internal static string Describe(ChangedFields fields) =>
        string.Join(',', s_words.Where((_, bit) => ((int)fields >> bit & 1) != 0));

    /// <summary>Prints one entry.</summary>
    internal void Write(in EntryChange change)
    {
        if (_rows is null)
        {
            WriteLine(in change);
            return;
        }

        _rows.Text(Encoding.ASCII.GetBytes(change.Kind.ToString().ToLowerInvariant()));
        _rows.Text([(byte)change.Type]);
        _rows.Text(change.Kind == ChangeKind.Removed ? change.OldPath : change.NewPath);
        if (change.Kind == ChangeKind.Moved)
        {
            _rows.Text(change.OldPath);
        }
        else
        {
            _rows.Null();
        }

        _rows.Text(Encoding.ASCII.GetBytes(Describe(change.Fields)));
        Write(_rows, change.OldSize);
        Write(_rows, change.NewSize);
        _rows.EndRow();
    }

    internal void End() => _rows?.End();

    public void Dispose() => _rows?.Dispose();

    private static void Write(ResultWriter rows, long? size)
    {
        if (size is { } bytes)
        {
            rows.Number(bytes);
        }
        else
        {
            rows.Null();
        }
    }

    private void WriteLine(in EntryChange change)
    {
        switch (change.Kind)
        {
            case ChangeKind.Added:
                _output.Write("+ "u8);
                WritePath(change.NewPath);
                if (change.Type != 'd' && change.NewSize is { } size)
                {
                    _output.Write((byte)' ');
                    _sizes.Write(_output, (ulong)size);
                }

                break;
            case ChangeKind.Removed:
                _output.Write("- "u8);
                WritePath(change.OldPath);
                break;
            case ChangeKind.Moved:
                _output.Write("> "u8);
                WritePath(change.OldPath);
                _output.Write(" -> "u8);
                WritePath(change.NewPath);
                WriteFields(change.Fields);
                break;
            default:
                _output.Write("~ "u8);
                WritePath(change.NewPath);
                WriteFields(change.Fields);
                break;
        }

        _output.Write((byte)'\n');
    }

    private void WriteFields(ChangedFields fields)
    {
        if (fields != ChangedFields.None)
        {
            _output.Write((byte)' ');
            _output.Write(Describe(fields));
        }
    }

    private void WritePath(ReadOnlySpan<byte> path)
    {
        if (_isTerminal)
        {
            NameEscaper.Write(_output, path);
        }
        else
        {
            _output.Write(path);
        }
    }
}
