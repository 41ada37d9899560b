using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>Values as text that tables and CSV share.</summary>
internal static class ResultText
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Writes a number.</summary>
    internal static void Write(IBufferWriter<byte> output, long value)
    {
        _ = Utf8Formatter.TryFormat(value, output.GetSpan(20), out int length);
        output.Advance(length);
    }

    /// <summary>Writes a number with the digits that tell it from its neighbours.</summary>
    internal static void Write(IBufferWriter<byte> output, double value)
    {
        _ = value.TryFormat(output.GetSpan(32), out int length, default, CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    /// <summary>Writes hexadecimal digits.</summary>
    internal static void WriteHex(IBufferWriter<byte> output, ReadOnlySpan<byte> value) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(value), output);

    /// <summary>Writes ISO 8601 in UTC: <c>2026-01-31T23:59:59.000000001Z</c>, the fraction only if there is one.</summary>
    /// <param name="nanoseconds">Since 1970.</param>
    internal static void WriteTime(IBufferWriter<byte> output, long nanoseconds)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, NanosecondsPerSecond);
        if (rest < 0)
        {
            seconds--;
            rest += NanosecondsPerSecond;
        }

        Span<byte> text = output.GetSpan(32);
        _ = DateTime.UnixEpoch.AddSeconds(seconds).TryFormat(text, out int length, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        if (rest > 0)
        {
            text[length] = (byte)'.';
            _ = Utf8Formatter.TryFormat(rest, text[(length + 1)..], out int digits, new StandardFormat('D', 9));
            length += 1 + digits;
        }

        text[length] = (byte)'Z';
        output.Advance(length + 1);
    }

    /// <summary>Writes bytes as DuckDB writes and reads a BLOB: what is no printable ASCII, a quote or a backslash becomes <c>\xNN</c>.</summary>
    internal static void WriteBytes(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        foreach (byte next in value)
        {
            if (next is >= 0x20 and < 0x7F and not (byte)'\\' and not (byte)'\'' and not (byte)'"')
            {
                output.Write([next]);
            }
            else
            {
                WriteEscape(output, next);
            }
        }
    }

    /// <summary>Writes text on one line that moves no cursor: control characters become <c>\n</c>, <c>\t</c> or <c>\xNN</c>.</summary>
    internal static void WriteOneLine(IBufferWriter<byte> output, ReadOnlySpan<byte> value, bool escapesInvalid)
    {
        while (!value.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf8(value, out Rune rune, out int length) == OperationStatus.Done;
            length = isValid ? length : 1;
            if (isValid ? !Rune.IsControl(rune) : !escapesInvalid)
            {
                output.Write(value[..length]);
            }
            else
            {
                foreach (byte next in value[..length])
                {
                    WriteEscape(output, next);
                }
            }

            value = value[length..];
        }
    }

    private static void WriteEscape(IBufferWriter<byte> output, byte value)
    {
        switch (value)
        {
            case (byte)'\n':
                output.Write("\\n"u8);
                break;
            case (byte)'\t':
                output.Write("\\t"u8);
                break;
            default:
                output.Write([(byte)'\\', (byte)'x', Digit(value >> 4), Digit(value & 15)]);
                break;
        }
    }

    private static byte Digit(int value) => (byte)"0123456789abcdef"[value];
}
