using System.Buffers;
using System.Text;

namespace Fathom.Cli;

/// <summary>Bytes as text and back, without loss.</summary>
/// <remarks>
/// A name on Linux is any bytes. A byte that is not part of valid UTF-8 becomes the lone surrogate U+DC00 + byte, which valid
/// UTF-8 never yields, so both directions are exact (PEP 383, "surrogateescape").
/// </remarks>
internal static class PathText
{
    private const int EscapeBase = 0xDC00;

    /// <summary>Decodes <paramref name="bytes"/>; invalid ones become lone surrogates U+DC80 to U+DCFF.</summary>
    internal static string ToText(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        StringBuilder text = new(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
                bytes = bytes[used..];
            }
            else
            {
                // One byte at a time: what follows may start a valid character.
                text.Append((char)(EscapeBase + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    /// <summary>The bytes that <paramref name="text"/> was decoded from.</summary>
    /// <exception cref="ArgumentException">A surrogate that is neither half of a pair nor an escaped byte.</exception>
    internal static byte[] ToBytes(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        ArrayBufferWriter<byte> bytes = new(text.Length * 2);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out Rune rune, out int used) == OperationStatus.Done)
            {
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
            }
            else if (rest[0] is >= '\uDC80' and <= '\uDCFF')
            {
                bytes.Write([(byte)(rest[0] - EscapeBase)]);
                used = 1;
            }
            else
            {
                throw new ArgumentException("The text holds a surrogate that stands for no byte.", nameof(text));
            }

            rest = rest[used..];
        }

        return bytes.WrittenSpan.ToArray();
    }
}
