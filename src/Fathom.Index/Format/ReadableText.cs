using System.Text;
using System.Text.Unicode;

namespace Fathom.Index;

/// <summary>The readable form of bytes that may be no UTF-8: what is valid stays, each other byte becomes <c>\xNN</c>.</summary>
internal static class ReadableText
{
    /// <summary>Bytes that <see cref="Write"/> needs at most.</summary>
    internal static int MaxLength(int bytes) => checked(4 * bytes);

    /// <summary>The bytes are UTF-8, so that their text is exact.</summary>
    internal static bool IsExact(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes);

    /// <summary>Writes the readable form.</summary>
    /// <returns>Bytes written.</returns>
    internal static int Write(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        int written = 0;
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out _, out int length) == System.Buffers.OperationStatus.Done)
            {
                bytes[..length].CopyTo(destination[written..]);
                written += length;
            }
            else
            {
                // Byte for byte: what the decoder skips at once may be several of them.
                length = 1;
                destination[written] = (byte)'\\';
                destination[written + 1] = (byte)'x';
                destination[written + 2] = HexDigit(bytes[0] >> 4);
                destination[written + 3] = HexDigit(bytes[0] & 15);
                written += 4;
            }

            bytes = bytes[length..];
        }

        return written;
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);
}
