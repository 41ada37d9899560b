using System.Buffers.Text;

namespace Fathom.Cli;

/// <summary>Entries through a template; nothing follows an entry that the template does not name.</summary>
/// <param name="isEscaped">For terminals: names are quoted where a terminal or a shell needs it.</param>
internal sealed class TemplateFormatter(EntryTemplate template, bool isEscaped) : EntryFormatter
{
    private readonly OwnerNames _owners = new();

    /// <inheritdoc/>
    internal override void Write(in ListedEntry entry, LineBuffer output)
    {
        foreach (TemplatePart part in template.Parts)
        {
            switch (part.Directive)
            {
                case '\0':
                    output.Write(part.Text);
                    break;
                case 'p':
                    WriteName(entry.Path, output);
                    break;
                case 'P':
                    WriteName(entry.RelativePath, output);
                    break;
                case 'f':
                    WriteName(entry.FileName, output);
                    break;
                case 'y':
                    output.Write(entry.Kind.ToLetter());
                    break;
                case 'd':
                    output.Write((long)entry.Depth);
                    break;
                case 'l':
                    WriteName(entry.Batch.Target(entry.Index), output);
                    break;
                case 'u' or 'U' or 'g' or 'G' or 'm':
                    WriteAccess(part.Directive, in entry, output);
                    break;
                case 'T' or 'A' or 'C':
                    WriteTime(part.Directive, in entry, output);
                    break;
                default:
                    WriteNumber(part.Directive, in entry, output);
                    break;
            }
        }
    }

    private void WriteName(ReadOnlySpan<byte> name, LineBuffer output)
    {
        if (isEscaped && !name.IsEmpty)
        {
            NameEscaper.Write(output, name);
        }
        else
        {
            output.Write(name);
        }
    }

    private void WriteAccess(char directive, in ListedEntry entry, LineBuffer output)
    {
        int i = entry.Index;
        switch (directive)
        {
            case 'u' when entry.Has(StatMask.Uid):
                output.Write(_owners.User(entry.Batch.Uids[i]));
                break;
            case 'U' when entry.Has(StatMask.Uid):
                output.Write((long)entry.Batch.Uids[i]);
                break;
            case 'g' when entry.Has(StatMask.Gid):
                output.Write(_owners.Group(entry.Batch.Gids[i]));
                break;
            case 'G' when entry.Has(StatMask.Gid):
                output.Write((long)entry.Batch.Gids[i]);
                break;
            case 'm' when entry.Has(StatMask.Mode):
                WriteOctal(entry.Batch.Modes[i] & 0xFFF, output);
                break;
            default:
                WriteMissing(output);
                break;
        }
    }

    private static void WriteNumber(char directive, in ListedEntry entry, LineBuffer output)
    {
        int i = entry.Index;
        switch (directive)
        {
            case 's' when entry.Has(StatMask.Size):
                output.Write(entry.Batch.Sizes[i]);
                break;
            case 'b' when entry.Has(StatMask.Allocated):
                output.Write(entry.Batch.Allocated[i] / 512);
                break;
            case 'k' when entry.Has(StatMask.Allocated):
                output.Write((entry.Batch.Allocated[i] + 1023) / 1024);
                break;
            case 'n' when entry.Has(StatMask.Links):
                output.Write((long)entry.Batch.Links[i]);
                break;
            case 'i' when entry.Has(StatMask.Inode):
                output.Write(entry.Batch.Inodes[i]);
                break;
            case 'D' when entry.Has(StatMask.Device):
                output.Write(entry.Batch.Devices[i]);
                break;
            default:
                WriteMissing(output);
                break;
        }
    }

    private static void WriteTime(char directive, in ListedEntry entry, LineBuffer output)
    {
        Span<long> column = directive switch
        {
            'T' when entry.Has(StatMask.Mtime) => entry.Batch.Mtimes,
            'A' when entry.Has(StatMask.Atime) => entry.Batch.Atimes,
            'C' when entry.Has(StatMask.Ctime) => entry.Batch.Ctimes,
            _ => default,
        };
        if (column.IsEmpty)
        {
            WriteMissing(output);
            return;
        }

        // As find: seconds rounded down, and ten digits of what is above them, also before 1970.
        (long seconds, long nanos) = Math.DivRem(column[entry.Index], 1_000_000_000);
        if (nanos < 0)
        {
            seconds--;
            nanos += 1_000_000_000;
        }

        output.Write(seconds);
        output.Write((byte)'.');
        _ = Utf8Formatter.TryFormat(nanos * 10, output.GetSpan(10), out int length, new('D', 10));
        output.Advance(length);
    }

    private static void WriteOctal(uint value, LineBuffer output)
    {
        Span<byte> digits = stackalloc byte[4];
        int at = digits.Length;
        do
        {
            digits[--at] = (byte)('0' + (value & 7));
            value >>= 3;
        }
        while (value > 0);

        output.Write(digits[at..]);
    }

    // Nobody knows: the tree does not keep it, or it could not be fetched.
    private static void WriteMissing(LineBuffer output) => output.Write((byte)'?');
}
