using System.Globalization;

namespace Fathom.Cli;

/// <summary>Sizes as GNU's tools read them: <c>512</c>, <c>4K</c>, <c>4KiB</c>, <c>4KB</c> (powers of 1000), <c>G</c>, <c>0x10</c>.</summary>
/// <remarks>gnulib xstrtol.c with the suffixes "eEgGkKmMpPtTyYzZ0" and number base 0.</remarks>
internal static class SizeParser
{
    private const string Suffixes = "KMGTPEZY";

    /// <summary>Reads a size of up to 2^64 - 1 bytes.</summary>
    /// <param name="bytes">2^64 - 1 if the size is larger.</param>
    internal static SizeError TryParse(ReadOnlySpan<char> text, out ulong bytes)
    {
        text = text.TrimStart(" \t\n\v\f\r");
        text = text is ['+', ..] ? text[1..] : text;
        SizeError error = ReadNumber(ref text, out bytes);
        if (error == SizeError.Invalid || text.IsEmpty)
        {
            return error;
        }

        int power = Power(text[0]);
        if (power == 0)
        {
            return SizeError.InvalidSuffix;
        }

        (ulong unit, int length) = text[1..] switch
        {
            ['i', 'B', ..] => (1024UL, 3),
            ['B' or 'D', ..] => (1000UL, 2), // D is an old spelling of B.
            _ => (1024UL, 1),
        };
        for (; power > 0; power--)
        {
            ulong high = Math.BigMul(bytes, unit, out ulong low);
            if (high != 0)
            {
                bytes = ulong.MaxValue;
                error = SizeError.TooLarge;
                break;
            }

            bytes = low;
        }

        return text.Length > length ? SizeError.InvalidSuffix : error;
    }

    /// <summary>Reads a size with a sign, as of <c>-t</c>; negative means "at most".</summary>
    internal static SizeError TryParseSigned(ReadOnlySpan<char> text, out long bytes)
    {
        ReadOnlySpan<char> trimmed = text.TrimStart(" \t\n\v\f\r");
        bool isNegative = trimmed is ['-', ..];
        ReadOnlySpan<char> digits = isNegative ? trimmed[1..] : trimmed;
        bytes = 0;
        // One sign, and a number behind it: '-K' is no size.
        if (isNegative && (digits.IsEmpty || !char.IsAsciiDigit(digits[0])))
        {
            return SizeError.Invalid;
        }

        SizeError error = TryParse(digits, out ulong magnitude);
        if (error != SizeError.None)
        {
            return error;
        }

        if (magnitude > long.MaxValue)
        {
            bytes = isNegative ? long.MinValue : long.MaxValue;
            return isNegative && magnitude == 1UL << 63 ? SizeError.None : SizeError.TooLarge;
        }

        bytes = isNegative ? -(long)magnitude : (long)magnitude;
        return SizeError.None;
    }

    /// <summary>The message for <paramref name="error"/>, in GNU's words.</summary>
    /// <param name="option">As the user knows it, such as <c>--block-size</c>.</param>
    internal static string Describe(SizeError error, string option, string text) => error switch
    {
        SizeError.InvalidSuffix => $"invalid suffix in {option} argument {NameEscaper.Quote(text)}",
        SizeError.TooLarge => $"{option} argument {NameEscaper.Quote(text)} too large",
        _ => $"invalid {option} argument {NameEscaper.Quote(text)}",
    };

    /// <summary>The power of 1024 or 1000 that a suffix letter stands for; 0 if it is none.</summary>
    internal static int Power(char letter) => letter switch
    {
        'g' or 'k' or 'm' or 't' => Suffixes.IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal) + 1,
        _ => Suffixes.IndexOf(letter, StringComparison.Ordinal) + 1,
    };

    // As strtoull(3) with base 0; a suffix alone counts as 1 of it.
    private static SizeError ReadNumber(ref ReadOnlySpan<char> text, out ulong number)
    {
        number = 1;
        if (text.IsEmpty)
        {
            return SizeError.Invalid;
        }

        if (!char.IsAsciiDigit(text[0]))
        {
            return Power(text[0]) > 0 ? SizeError.None : SizeError.Invalid;
        }

        uint radix = 10;
        if (text is ['0', 'x' or 'X', char digit, ..] && char.IsAsciiHexDigit(digit))
        {
            radix = 16;
            text = text[2..];
        }
        else if (text[0] == '0')
        {
            radix = 8;
        }

        number = 0;
        bool isTooLarge = false;
        for (; !text.IsEmpty && TryDigit(text[0], radix, out uint value); text = text[1..])
        {
            UInt128 next = ((UInt128)number * radix) + value;
            isTooLarge |= next > ulong.MaxValue;
            number = isTooLarge ? ulong.MaxValue : (ulong)next;
        }

        return isTooLarge ? SizeError.TooLarge : SizeError.None;
    }

    private static bool TryDigit(char digit, uint radix, out uint value) =>
        uint.TryParse([digit], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value < radix;
}
