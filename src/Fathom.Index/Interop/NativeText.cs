using System.Text;

namespace Fathom.Index;

/// <summary>Text for C: UTF-8 that ends in a zero byte.</summary>
internal static class NativeText
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes <paramref name="text"/>, with a zero byte at the end.</summary>
    /// <exception cref="IndexException">
    /// It has a zero, which C takes for its end, or half of a surrogate pair: that is how a path which is not UTF-8 arrives here.
    /// Neither database takes such names.
    /// </exception>
    internal static byte[] Encode(string text)
    {
        if (text.Contains('\0'))
        {
            throw new IndexException($"'{text.Replace("\0", "\\0", StringComparison.Ordinal)}' has a zero byte, which SQL text and paths cannot have.");
        }

        try
        {
            byte[] bytes = new byte[s_strict.GetByteCount(text) + 1];
            s_strict.GetBytes(text, bytes);
            return bytes;
        }
        catch (EncoderFallbackException)
        {
            throw new IndexException($"'{text}' is not valid UTF-8, which an index needs: use a path that is.");
        }
    }
}
