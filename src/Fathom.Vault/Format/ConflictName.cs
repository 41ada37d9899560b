using System.Buffers;

namespace Fathom.Vault;

/// <summary>Names that a program for synchronisation made when two machines had changed a file: the encrypted name, with something added before
/// its suffix, around it or right behind it.</summary>
internal static class ConflictName
{
    // A tag and one byte, as cryptofs asks for too.
    private const int MinLength = 24;

    // A file system gives no longer ones; each text that might be a name costs a decryption, and there are length squared / 8 of them.
    private const int MaxLength = 255;

    private static readonly SearchValues<byte> s_alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>Finds the longest part of a stored name that authenticates in this directory.</summary>
    /// <param name="stored">Ends in <c>.c9r</c>, and is no name by itself.</param>
    /// <param name="name">Receives the cleartext; room for three bytes for four of the stored name.</param>
    /// <param name="written">Bytes of the cleartext.</param>
    /// <param name="range">Where the encrypted name lies in <paramref name="stored"/>; the canonical stored name is this part and <c>.c9r</c>.</param>
    internal static bool TryFind(
        NameCodec names, in SivDirectory directory, ReadOnlySpan<byte> stored, Span<byte> name, out int written, out Range range)
    {
        written = 0;
        range = default;
        if (NameCodec.KindOf(stored) != NameKind.Regular || stored.Length > MaxLength)
        {
            return false;
        }

        ReadOnlySpan<byte> text = stored[..^NameCodec.SuffixLength];
        for (int start = 0; start + MinLength <= text.Length;)
        {
            int run = RunLength(text[start..]);
            if (run >= MinLength && TryFindInRun(names, in directory, text.Slice(start, run), name, out written, out Range inRun))
            {
                range = (start + inRun.Start.Value)..(start + inRun.End.Value);
                return true;
            }

            start += run + 1;
        }

        return false;
    }

    // Characters of base64, and up to two of padding.
    private static int RunLength(ReadOnlySpan<byte> text)
    {
        int run = text.IndexOfAnyExcept(s_alphabet);
        if (run < 0)
        {
            return text.Length;
        }

        int padding = 0;
        while (padding < 2 && run + padding < text.Length && text[run + padding] == '=')
        {
            padding++;
        }

        return run + padding;
    }

    private static bool TryFindInRun(
        NameCodec names, in SivDirectory directory, ReadOnlySpan<byte> run, Span<byte> name, out int written, out Range range)
    {
        for (int length = run.Length / 4 * 4; length >= MinLength; length -= 4)
        {
            for (int start = 0; start + length <= run.Length; start++)
            {
                if (names.DecryptText(in directory, run.Slice(start, length), name, out written) == Errno.None)
                {
                    range = start..(start + length);
                    return true;
                }
            }
        }

        written = 0;
        range = default;
        return false;
    }
}
