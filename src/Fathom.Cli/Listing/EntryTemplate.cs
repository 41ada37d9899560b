namespace Fathom.Cli;

/// <summary>The argument of <c>--format</c>: text with the directives and escapes of find's <c>-printf</c>.</summary>
internal sealed class EntryTemplate
{
    internal const string Directives = "%p %P %f %s %b %k %y %m %n %i %D %u %g %U %G %T@ %A@ %C@ %l %d %%";

    private readonly List<TemplatePart> _parts = [];
    private readonly List<byte> _text = [];

    private EntryTemplate()
    {
    }

    internal IReadOnlyList<TemplatePart> Parts => _parts;

    /// <summary>Attributes that the directives show.</summary>
    internal StatMask Wanted { get; private set; }

    /// <summary>Reads a template.</summary>
    /// <param name="format">Raw bytes.</param>
    /// <exception cref="UsageException">A directive or an escape that is not known.</exception>
    internal static EntryTemplate Parse(ReadOnlySpan<byte> format)
    {
        EntryTemplate template = new();
        for (int i = 0; i < format.Length; i++)
        {
            switch (format[i])
            {
                case (byte)'%':
                    template.AddDirective(format, ref i);
                    break;
                case (byte)'\\':
                    template.AddEscape(format, ref i);
                    break;
                default:
                    template._text.Add(format[i]);
                    break;
            }
        }

        template.EndText();
        return template;
    }

    private void AddDirective(ReadOnlySpan<byte> format, ref int i)
    {
        char letter = i + 1 < format.Length ? (char)format[i + 1] : '\0';
        if (letter == '%')
        {
            i++;
            _text.Add((byte)'%');
            return;
        }

        bool isTime = letter is 'T' or 'A' or 'C';
        bool isComplete = !isTime || (i + 2 < format.Length && format[i + 2] == '@');
        if (!isComplete || !TryFindAttribute(letter, out StatMask wanted))
        {
            throw new UsageException($"unknown directive in --format at {NameEscaper.Quote(PathText.ToText(format[i..]))}; known are {Directives}");
        }

        EndText();
        Wanted |= wanted;
        _parts.Add(new TemplatePart(letter, []));
        i += isTime ? 2 : 1;
    }

    private static bool TryFindAttribute(char letter, out StatMask attribute)
    {
        attribute = letter switch
        {
            's' => StatMask.Size,
            'b' or 'k' => StatMask.Allocated,
            'm' => StatMask.Mode,
            'n' => StatMask.Links,
            'i' => StatMask.Inode,
            'D' => StatMask.Device,
            'u' or 'U' => StatMask.Uid,
            'g' or 'G' => StatMask.Gid,
            'T' => StatMask.Mtime,
            'A' => StatMask.Atime,
            'C' => StatMask.Ctime,
            'l' => StatMask.Target,
            _ => StatMask.None,
        };
        return attribute != StatMask.None || letter is 'p' or 'P' or 'f' or 'y' or 'd';
    }

    private void AddEscape(ReadOnlySpan<byte> format, ref int i)
    {
        int start = i++;
        if (i < format.Length && format[i] is >= (byte)'0' and <= (byte)'7')
        {
            // Up to three octal digits, so that \0 is NUL.
            int value = 0;
            int end = Math.Min(format.Length, i + 3);
            for (; i < end && format[i] is >= (byte)'0' and <= (byte)'7'; i++)
            {
                value = (value * 8) + format[i] - '0';
            }

            i--;
            _text.Add((byte)value);
            return;
        }

        int letter = i < format.Length ? "abfnrtv\\"u8.IndexOf(format[i]) : -1;
        if (letter < 0)
        {
            throw new UsageException($"unknown escape in --format at {NameEscaper.Quote(PathText.ToText(format[start..]))}");
        }

        _text.Add("\a\b\f\n\r\t\v\\"u8[letter]);
    }

    private void EndText()
    {
        if (_text.Count > 0)
        {
            _parts.Add(new TemplatePart('\0', [.. _text]));
            _text.Clear();
        }
    }
}
