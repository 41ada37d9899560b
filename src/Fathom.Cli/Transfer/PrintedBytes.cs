using System.Buffers;

namespace Fathom.Cli;

/// <summary>Bytes as rsync prints them: what cannot be printed becomes <c>\#ooo</c> (rsync(1), <c>--8-bit-output</c>).</summary>
/// <param name="isEightBit">Bytes above 127 stay (<c>-8</c>).</param>
/// <param name="isUtf8">The locale is one of UTF-8, so that its characters stay, also without <c>-8</c>.</param>
internal sealed class PrintedBytes(bool isEightBit, bool isUtf8)
{
    private const byte Delete = 0x7F;

    // Neither escaped nor the begin of anything.
    private static readonly SearchValues<byte> s_plain = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~\t"u8);

    /// <summary>Whether the locale of a process is one of UTF-8.</summary>
    /// <param name="environment">Value of a variable, or null.</param>
    internal static bool IsUtf8Locale(Func<string, string?> environment)
    {
        foreach (string variable in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (environment(variable) is { Length: > 0 } locale)
            {
                return locale.Contains("utf-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }

    /// <summary>Appends <paramref name="line"/>, which has no newline at its end.</summary>
    internal void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty)
        {
            int plain = line.IndexOfAnyExcept(s_plain);
            if (plain != 0)
            {
                plain = plain < 0 ? line.Length : plain;
                output.Write(line[..plain]);
                line = line[plain..];
                continue;
            }

            int whole = LengthOfPrinted(line);
            if (whole > 0)
            {
                output.Write(line[..whole]);
                line = line[whole..];
            }
            else
            {
                byte value = line[0];
                output.Write([(byte)'\\', (byte)'#', (byte)('0' + (value >> 6)), (byte)('0' + ((value >> 3) & 7)), (byte)('0' + (value & 7))]);
                line = line[1..];
            }
        }
    }

    /// <summary>How many bytes are printed as they are; 0 if the first one is escaped.</summary>
    private int LengthOfPrinted(ReadOnlySpan<byte> line)
    {
        byte first = line[0];
        if (first is (byte)'\\')
        {
            // It would be read as an escape.
            bool looksEscaped = line.Length > 4 && line[1] == '#' && IsDigit(line[2]) && IsDigit(line[3]) && IsDigit(line[4]);
            return looksEscaped ? 0 : 1;
        }

        if (first < ' ')
        {
            return 0;
        }

        return isEightBit || first <= Delete ? 1 : isUtf8 ? LengthOfCharacter(line) : 0;
    }

    /// <summary>Bytes of a character as glibc reads UTF-8: up to six, none longer than it has to be, no surrogates; 0 for none.</summary>
    private static int LengthOfCharacter(ReadOnlySpan<byte> line)
    {
        int length = line[0] switch
        {
            < 0xC2 => 0,
            < 0xE0 => 2,
            < 0xF0 => 3,
            < 0xF8 => 4,
            < 0xFC => 5,
            < 0xFE => 6,
            _ => 0,
        };
        if (length == 0 || line.Length < length || line[1..length].ContainsAnyExceptInRange((byte)0x80, (byte)0xBF))
        {
            return 0;
        }

        bool isTooLong = (line[0], line[1]) is (0xE0, < 0xA0) or (0xF0, < 0x90) or (0xF8, < 0x88) or (0xFC, < 0x84);
        bool isSurrogate = (line[0], line[1]) is (0xED, >= 0xA0);
        return isTooLong || isSurrogate ? 0 : length;
    }

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';
}
