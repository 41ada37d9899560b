using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Fathom.Vault;

/// <summary>Unicode normalization form C over UTF-8: names and passwords of vaults have it. .NET's own does nothing where globalization is
/// invariant, as it is in the command.</summary>
/// <remarks>Unicode Standard Annex 15; section 3.12 of the standard for Hangul.</remarks>
internal static class UnicodeNfc
{
    /// <summary>A normalized text has at most this many times the bytes of the given one.</summary>
    internal const int MaxGrowth = 3;

    // Below this character, nothing composes, decomposes to stay so, or has a combining class.
    private const uint FirstMark = 0x300;

    private const uint HangulBase = 0xAC00;
    private const uint LeadBase = 0x1100;
    private const uint VowelBase = 0x1161;
    private const uint TailBase = 0x11A7;
    private const uint LeadCount = 19;
    private const uint VowelCount = 21;
    private const uint TailCount = 28;
    private const uint HangulCount = LeadCount * VowelCount * TailCount;

    // A canonical mapping, followed to its end, gives at most this many characters.
    private const int MaxDecomposition = 4;

    /// <summary>The text has form C already. Costs no table and no memory where it is plainly so, as nearly every name is.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    internal static bool IsNormalized(ReadOnlySpan<byte> utf8)
    {
        if (Ascii.IsValid(utf8) || IsPlainlyNormalized(utf8))
        {
            return true;
        }

        byte[] output = ArrayPool<byte>.Shared.Rent(utf8.Length * MaxGrowth);
        try
        {
            return output.AsSpan(0, Normalize(utf8, output)).SequenceEqual(utf8);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output, clearArray: true);
        }
    }

    /// <summary>Normalizes.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <param name="output">Room for <see cref="MaxGrowth"/> times the bytes of the text.</param>
    /// <returns>Bytes written.</returns>
    internal static int Normalize(ReadOnlySpan<byte> utf8, Span<byte> output)
    {
        uint[] characters = ArrayPool<uint>.Shared.Rent(utf8.Length * MaxDecomposition);
        int count = 0;
        try
        {
            for (ReadOnlySpan<byte> rest = utf8; rest.Length > 0;)
            {
                Rune.DecodeFromUtf8(rest, out Rune rune, out int consumed);
                rest = rest[consumed..];
                Decompose((uint)rune.Value, characters, ref count);
            }

            Span<uint> text = characters.AsSpan(0, count);
            Order(text);
            return Write(text[..Compose(text)], output);
        }
        finally
        {
            // It may be a password.
            ArrayPool<uint>.Shared.Return(characters, clearArray: true);
        }
    }

    // UAX 15, section 9: a text none of whose characters may change or combine with the one before has the form.
    private static bool IsPlainlyNormalized(ReadOnlySpan<byte> utf8)
    {
        while (utf8.Length > 0)
        {
            Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed);
            utf8 = utf8[consumed..];
            if ((uint)rune.Value >= FirstMark && NfcMappings.Instance.MayChange((uint)rune.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static void Decompose(uint character, uint[] output, ref int count)
    {
        if (character - HangulBase < HangulCount)
        {
            uint index = character - HangulBase;
            output[count++] = LeadBase + index / (VowelCount * TailCount);
            output[count++] = VowelBase + index % (VowelCount * TailCount) / TailCount;
            if (index % TailCount != 0)
            {
                output[count++] = TailBase + index % TailCount;
            }

            return;
        }

        if (!NfcMappings.Instance.TryDecompose(character, out uint first, out uint second))
        {
            output[count++] = character;
            return;
        }

        // A second character never decomposes further but in four cases; the recursion is at most three deep.
        Decompose(first, output, ref count);
        if (second != 0)
        {
            Decompose(second, output, ref count);
        }
    }

    // Canonical ordering: marks after one starter are sorted by class, and keep their order within one. Insertion sort, because runs are short.
    private static void Order(Span<uint> text)
    {
        NfcMappings mappings = NfcMappings.Instance;
        for (int i = 1; i < text.Length; i++)
        {
            uint character = text[i];
            int own = mappings.ClassOf(character);
            if (own == 0)
            {
                continue;
            }

            int place = i;
            for (; place > 0 && mappings.ClassOf(text[place - 1]) > own; place--)
            {
                text[place] = text[place - 1];
            }

            text[place] = character;
        }
    }

    // Section 3.11, D117: each character combines with the last starter unless one between them blocks it.
    private static int Compose(Span<uint> text)
    {
        NfcMappings mappings = NfcMappings.Instance;
        int starter = -1;
        int written = 0;
        int lastClass = 0;
        foreach (uint character in text)
        {
            int own = mappings.ClassOf(character);
            bool isNext = written - 1 == starter;
            bool isReachable = starter >= 0 && (isNext || lastClass < own && lastClass != 0);
            if (isReachable && TryCompose(text[starter], character, out uint composed))
            {
                text[starter] = composed;
                continue;
            }

            if (own == 0)
            {
                starter = written;
            }

            lastClass = own;
            text[written++] = character;
        }

        return written;
    }

    private static bool TryCompose(uint first, uint second, out uint composed)
    {
        if (first - LeadBase < LeadCount && second - VowelBase < VowelCount)
        {
            composed = HangulBase + ((first - LeadBase) * VowelCount + (second - VowelBase)) * TailCount;
            return true;
        }

        bool isOpenSyllable = first - HangulBase < HangulCount && (first - HangulBase) % TailCount == 0;
        if (isOpenSyllable && second - TailBase - 1 < TailCount - 1)
        {
            composed = first + (second - TailBase);
            return true;
        }

        return NfcMappings.Instance.TryCompose(first, second, out composed);
    }

    private static int Write(ReadOnlySpan<uint> text, Span<byte> output)
    {
        int written = 0;
        foreach (uint character in text)
        {
            written += new Rune(character).EncodeToUtf8(output[written..]);
        }

        return written;
    }
}
