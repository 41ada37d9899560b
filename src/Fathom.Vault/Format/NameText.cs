using System.Buffers;
using System.Buffers.Text;

namespace Fathom.Vault;

/// <summary>Base64url with padding, as names of vaults have it: one text for each sequence of bytes.</summary>
/// <remarks>RFC 4648, section 5.</remarks>
internal static class NameText
{
    /// <summary>Characters of a number of bytes.</summary>
    internal static int LengthOf(int bytes) => (bytes + 2) / 3 * 4;

    /// <summary>Writes <see cref="LengthOf"/> characters.</summary>
    internal static int Encode(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        int written = Base64Url.EncodeToUtf8(bytes, text);
        int length = LengthOf(bytes.Length);
        text[written..length].Fill((byte)'=');
        return length;
    }

    /// <summary>Reads a text that <see cref="Encode"/> could have written, and no other: the BCL also takes white space, missing
    /// padding and bits that mean nothing, which would be several names of one file.</summary>
    /// <param name="bytes">Room for three bytes for four characters.</param>
    internal static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes, out int written)
    {
        written = 0;
        if (text.Length % 4 != 0 || text.Length == 0)
        {
            return false;
        }

        int padding = text[^1] != '=' ? 0 : text[^2] != '=' ? 1 : 2;
        OperationStatus status = Base64Url.DecodeFromUtf8(text[..^padding], bytes, out int consumed, out written);
        if (status != OperationStatus.Done || consumed != text.Length - padding || written != text.Length / 4 * 3 - padding)
        {
            return false;
        }

        Span<byte> last = stackalloc byte[4];
        int end = (written - 1) / 3 * 3;
        Encode(bytes[end..written], last);
        return last.SequenceEqual(text[^4..]);
    }
}
