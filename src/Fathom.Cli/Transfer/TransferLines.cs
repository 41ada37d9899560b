using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>The line of each step, as rsync prints it for the same options. For one thread at a time.</summary>
/// <param name="output">What is printed.</param>
/// <param name="options">What is preserved.</param>
/// <param name="sourceName">What <c>%f</c> has before the path: SRC as rsync shows it; raw bytes, empty for none.</param>
internal sealed class TransferLines(TransferOutput output, TransferOptions options, byte[] sourceName)
{
    private readonly LineTemplate? _template = output.Template;
    private readonly bool _hasColumns = output.HasColumns;
    private readonly ArrayBufferWriter<byte> _value = new();

    /// <summary>What is shown instead of the path of the only step; null for the path.</summary>
    internal byte[]? ShownName { get; init; }

    /// <summary>Whether a step has a line.</summary>
    internal bool Shows(PlanStep step)
    {
        ItemChanges changes = step.Changes;
        if (_template is null)
        {
            return (changes & ItemChanges.Deleted) != 0 && output.TellsDeletions && !output.IsQuiet;
        }

        bool isSignificant = (changes & ItemChanges.Significant) != 0 || step.Leader.Length > 0;
        if (_hasColumns || (changes & ItemChanges.Deleted) != 0)
        {
            return isSignificant || output.TellsUnchanged;
        }

        bool isMade = isSignificant && ((changes & (ItemChanges.Transfer | ItemChanges.Local)) != 0 || step.NodeKind == EntryKind.Directory);
        return isMade || (output.TellsUnchanged && step.NodeKind != EntryKind.Directory);
    }

    /// <summary>Appends the line of a step without the newline, not escaped.</summary>
    internal void Write(IBufferWriter<byte> line, PlanStep step)
    {
        bool isDeletion = (step.Changes & ItemChanges.Deleted) != 0;
        LineTemplate template = _template ?? LineTemplate.Deletion;
        if (isDeletion && !template.Has('i') && !template.Has('o'))
        {
            template = LineTemplate.Deletion;
        }

        foreach (LinePart part in template.Parts)
        {
            WritePart(line, part, step);
        }

        if (!isDeletion && !_hasColumns && (step.Changes & ItemChanges.Significant) == 0 && step.Leader.Length == 0)
        {
            line.Write(" is uptodate"u8);
        }
    }

    private void WritePart(IBufferWriter<byte> line, LinePart part, PlanStep step)
    {
        if (part.Directive == '\0')
        {
            line.Write(part.Text);
            return;
        }

        _value.ResetWrittenCount();
        WriteValue(_value, part, step);
        int missing = Math.Abs(part.Width) - _value.WrittenCount;
        Fill(line, part.Width > 0 ? missing : 0);
        line.Write(_value.WrittenSpan);
        Fill(line, part.Width < 0 ? missing : 0);
    }

    private void WriteValue(ArrayBufferWriter<byte> value, LinePart part, PlanStep step)
    {
        bool isDeletion = (step.Changes & ItemChanges.Deleted) != 0;
        NodeAttributes node = isDeletion ? default : step.Source;
        switch (part.Directive)
        {
            case 'i':
                ItemizedChanges.Write(value.GetSpan(ItemizedChanges.Length), step, options);
                value.Advance(ItemizedChanges.Length);
                break;
            case 'n':
                WriteName(value, step);
                break;
            case 'f':
                WriteLongName(value, step, isDeletion);
                break;
            case 'L':
                WriteSecondName(value, step, isDeletion);
                break;
            case 'o':
                value.Write(isDeletion ? "del."u8 : "send"u8);
                break;
            case 'M':
                WriteTime(value, DateTimeOffset.UnixEpoch.AddTicks(node.Mtime / 100), '-');
                break;
            case 't':
                WriteTime(value, DateTimeOffset.UtcNow, ' ');
                break;
            case 'B':
                ModeText.Write(value, node.Mode);
                break;
            default:
                TransferNumber.Write(value, NumberOf(part.Directive, node, isDeletion), part.Quotes);
                break;
        }
    }

    private static long NumberOf(char directive, in NodeAttributes node, bool isDeletion) => directive switch
    {
        'l' => isDeletion || node.Kind is not (EntryKind.File or EntryKind.Directory or EntryKind.Symlink) ? 0 : node.Size,
        'U' => node.Uid,
        'G' => node.Gid,
        _ => Environment.ProcessId,
    };

    private void WriteName(ArrayBufferWriter<byte> value, PlanStep step)
    {
        value.Write(ShownName ?? step.Path.Span);
        if (step.NodeKind == EntryKind.Directory)
        {
            value.Write("/"u8);
        }
    }

    private void WriteLongName(ArrayBufferWriter<byte> value, PlanStep step, bool isDeletion)
    {
        bool isRoot = step.Path.Span.SequenceEqual("."u8);
        if (!isDeletion && sourceName.Length > 0)
        {
            value.Write(sourceName);
            value.Write(isRoot ? default : "/"u8);
        }

        value.Write(isRoot && !isDeletion && sourceName.Length > 0 ? default : ShownName ?? step.Path.Span);
    }

    private static void WriteSecondName(ArrayBufferWriter<byte> value, PlanStep step, bool isDeletion)
    {
        if (isDeletion)
        {
            return;
        }

        if (step.Leader.Length > 0)
        {
            value.Write(" => "u8);
            value.Write(step.Leader.Span);
        }
        else if (step.NodeKind == EntryKind.Symlink && step.LinkTarget.Length > 0)
        {
            value.Write(" -> "u8);
            value.Write(step.LinkTarget.Span);
        }
    }

    private static void WriteTime(ArrayBufferWriter<byte> value, DateTimeOffset time, char between)
    {
        string text = time.ToLocalTime().ToString($"yyyy'/'MM'/'dd'{between}'HH':'mm':'ss", CultureInfo.InvariantCulture);
        Encoding.ASCII.GetBytes(text, value);
    }

    private static void Fill(IBufferWriter<byte> line, int count)
    {
        if (count > 0)
        {
            line.GetSpan(count)[..count].Fill((byte)' ');
            line.Advance(count);
        }
    }
}
