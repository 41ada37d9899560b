using System.Globalization;
using System.Numerics;

namespace Fathom.Cli;

/// <summary>Sizes as rsync reads them: digits with or without a fraction, a unit, and one more or one less (rsync(1), <c>--max-size</c>).</summary>
internal static class TransferSize
{
    private const string Units = "bkmgtp";

    private const long LeastRate = 512;

    /// <summary>Reads a size.</summary>
    /// <param name="option">For the message.</param>
    /// <param name="unit">The unit of a number alone.</param>
    /// <returns>Bytes; 0 for the empty text.</returns>
    /// <exception cref="UsageException">It is none.</exception>
    internal static long Parse(string option, string text, char unit) => TryParse(text, unit, out long bytes)
        ? bytes
        : throw new UsageException($"invalid {option} argument {NameEscaper.Quote(text)}: give a number, and a unit such as k, m, g (of 1024) or KB, MB, GB (of 1000)");

    /// <summary>Reads <c>--bwlimit</c>.</summary>
    /// <returns>Bytes a second, rounded to 1024; 0 for no limit.</returns>
    /// <exception cref="UsageException">It is no size, or too small.</exception>
    internal static long ParseRate(string text)
    {
        long bytes = Parse("--bwlimit", text, 'k');
        return bytes is > 0 and < LeastRate
            ? throw new UsageException($"--bwlimit argument {NameEscaper.Quote(text)} is too small: give at least 512b, or 0 for no limit")
            : (Math.Min(bytes, long.MaxValue - LeastRate) + LeastRate) / 1024 * 1024;
    }

    private static bool TryParse(string text, char unit, out long bytes)
    {
        bytes = 0;
        int end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && text.IndexOf('.', StringComparison.Ordinal) == end)))
        {
            end++;
        }

        string number = text[..end];
        if (end == 0 && text.Length > 0)
        {
            return false;
        }

        ReadOnlySpan<char> rest = text.AsSpan(end);
        long factor = ReadUnit(ref rest, unit);
        int more = rest is "+1" ? 1 : rest is "-1" ? -1 : 0;
        if (factor == 0 || (!rest.IsEmpty && more == 0))
        {
            return false;
        }

        BigInteger whole = Multiply(number, factor) + more;
        if (whole < 0 || whole > long.MaxValue)
        {
            return false;
        }

        bytes = (long)whole;
        return true;
    }

    /// <summary>Bytes of a unit; 0 if it is none.</summary>
    private static long ReadUnit(ref ReadOnlySpan<char> rest, char unit)
    {
        char letter = unit;
        bool isTyped = !rest.IsEmpty && rest[0] is not ('+' or '-');
        if (isTyped)
        {
            letter = char.ToLowerInvariant(rest[0]);
            rest = rest[1..];
        }

        int power = Units.IndexOf(letter, StringComparison.Ordinal);
        if (power < 0)
        {
            return 0;
        }

        int radix = 1024;
        if (isTyped && rest.StartsWith("ib", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[2..];
        }
        else if (isTyped && rest.StartsWith("b", StringComparison.OrdinalIgnoreCase))
        {
            radix = 1000;
            rest = rest[1..];
        }

        return (long)BigInteger.Pow(radix, power);
    }

    private static BigInteger Multiply(string number, long factor)
    {
        int point = number.IndexOf('.', StringComparison.Ordinal);
        string whole = point < 0 ? number : number[..point];
        string fraction = point < 0 ? string.Empty : number[(point + 1)..];
        BigInteger digits = BigInteger.Parse("0" + whole + fraction, CultureInfo.InvariantCulture);
        return digits * factor / BigInteger.Pow(10, fraction.Length);
    }
}
