using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>Names as GNU ls shows them on a terminal, so that each can be pasted into a shell and none moves the cursor.</summary>
/// <remarks>gnulib quotearg.c, shell_escape_quoting_style and shell_escape_always_quoting_style, in a UTF-8 locale.</remarks>
internal static class NameEscaper
{
    // Bytes that no shell treats specially anywhere in a word.
    private static readonly SearchValues<byte> s_plain =
        SearchValues.Create("%+,-./0123456789:@ABCDEFGHIJKLMNOPQRSTUVWXYZ]_abcdefghijklmnopqrstuvwxyz"u8);

    // Bytes that mean the same inside double quotes as outside, beside s_plain.
    private static readonly SearchValues<byte> s_plainInDoubleQuotes =
        SearchValues.Create(" '%+,-./0123456789:@ABCDEFGHIJKLMNOPQRSTUVWXYZ]_abcdefghijklmnopqrstuvwxyz"u8);

    // Quoted wherever they stand. '#' and '~' count in front only, '{' and '}' alone only.
    private static readonly SearchValues<byte> s_special = SearchValues.Create(" !\"$&'()*;<=>?[\\^`|"u8);

    /// <summary>Writes <paramref name="name"/>, quoted only if a shell or a terminal would not take it as it is.</summary>
    internal static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> name)
    {
        if (NeedsQuotes(name))
        {
            WriteQuoted(output, name);
        }
        else
        {
            output.Write(name);
        }
    }

    /// <summary>Writes <paramref name="name"/> in quotes, as messages do.</summary>
    internal static void WriteQuoted(IBufferWriter<byte> output, ReadOnlySpan<byte> name)
    {
        if (name.Contains((byte)'\'') && FitsDoubleQuotes(name))
        {
            output.Write("\""u8);
            output.Write(name);
            output.Write("\""u8);
            return;
        }

        output.Write("'"u8);
        WriteInQuotes(output, name);
        output.Write("'"u8);
    }

    /// <summary>The quoted form as text, for messages that are built as strings.</summary>
    /// <param name="name">May hold escaped bytes as in <see cref="PathText"/>.</param>
    internal static string Quote(string name)
    {
        ArrayBufferWriter<byte> quoted = new(name.Length + 2);
        WriteQuoted(quoted, PathText.ToBytes(name));
        return Encoding.UTF8.GetString(quoted.WrittenSpan);
    }

    private static void WriteInQuotes(IBufferWriter<byte> output, ReadOnlySpan<byte> name)
    {
        bool inEscape = false; // Between $' and the ' that ends it.
        while (!name.IsEmpty)
        {
            bool isPrintable = TryReadPrintable(name, out int length);
            if (name[0] == '\'')
            {
                output.Write("'\\''"u8); // Ends an escape as well as it ends the quotes.
                inEscape = false;
            }
            else if (isPrintable)
            {
                output.Write(inEscape ? "''"u8 : default);
                output.Write(name[..length]);
                inEscape = false;
            }
            else
            {
                output.Write(inEscape ? default : "'$'"u8);
                inEscape = true;
                foreach (byte unprintable in name[..length])
                {
                    WriteEscape(output, unprintable);
                }
            }

            name = name[length..];
        }
    }

    private static void WriteEscape(IBufferWriter<byte> output, byte value)
    {
        int letter = "\a\b\t\n\v\f\r"u8.IndexOf(value);
        if (letter >= 0)
        {
            output.Write([(byte)'\\', "abtnvfr"u8[letter]]);
        }
        else
        {
            output.Write([(byte)'\\', (byte)('0' + (value >> 6)), (byte)('0' + ((value >> 3) & 7)), (byte)('0' + (value & 7))]);
        }
    }

    private static bool NeedsQuotes(ReadOnlySpan<byte> name)
    {
        int first = name.IndexOfAnyExcept(s_plain);
        if (first < 0)
        {
            return name.IsEmpty;
        }

        if (name.ContainsAny(s_special) || name[0] is (byte)'#' or (byte)'~' || name is [(byte)'{' or (byte)'}'])
        {
            return true;
        }

        for (ReadOnlySpan<byte> rest = name[first..]; !rest.IsEmpty;)
        {
            if (!TryReadPrintable(rest, out int length))
            {
                return true;
            }

            rest = rest[length..];
        }

        return false;
    }

    private static bool FitsDoubleQuotes(ReadOnlySpan<byte> name)
    {
        if (name[0] is (byte)'#' or (byte)'~')
        {
            name = name[1..];
        }

        while (true)
        {
            int next = name.IndexOfAnyExcept(s_plainInDoubleQuotes);
            if (next < 0)
            {
                return true;
            }

            name = name[next..];
            if (name[0] is (byte)'#' or (byte)'~' or (byte)'{' or (byte)'}' || s_special.Contains(name[0])
                || !TryReadPrintable(name, out int length))
            {
                return false;
            }

            name = name[length..];
        }
    }

    /// <summary>Reads one character.</summary>
    /// <param name="length">Its bytes; 1 for a byte that is not part of valid UTF-8.</param>
    private static bool TryReadPrintable(ReadOnlySpan<byte> text, out int length)
    {
        byte first = text[0];
        if (first < 0x80)
        {
            length = 1;
            return first is >= 0x20 and < 0x7F;
        }

        if (Rune.DecodeFromUtf8(text, out Rune rune, out length) != OperationStatus.Done)
        {
            length = 1;
            return false;
        }

        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
