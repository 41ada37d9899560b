using System.Buffers;
using System.Buffers.Text;

namespace Fathom.Cli;

/// <summary>How sizes are printed: GNU du's block counts and its rounded human sizes. Always rounded up.</summary>
/// <remarks>gnulib human.c with human_ceiling, in the C locale. Immutable; any thread may format.</remarks>
internal sealed record SizeFormat
{
    /// <summary>Room that <see cref="Format"/> needs at most.</summary>
    internal const int MaxLength = 32;

    private const string Letters = "KMGTPEZY";

    /// <summary>1024-byte blocks, as <c>-k</c>.</summary>
    internal static SizeFormat Kibibytes { get; } = new() { BlockSize = 1024 };

    /// <summary>As <c>-m</c>.</summary>
    internal static SizeFormat Mebibytes { get; } = new() { BlockSize = 1024 * 1024 };

    /// <summary>As <c>-b</c> or <c>-B1</c>; also for counts.</summary>
    internal static SizeFormat Bytes { get; } = new() { BlockSize = 1 };

    /// <summary>As <c>-h</c>: <c>4.0K</c>, <c>123M</c>, powers of 1024.</summary>
    internal static SizeFormat Human { get; } = new() { BlockSize = 1, IsScaled = true, HasSuffix = true, IsBinary = true };

    /// <summary>As <c>--si</c>: <c>4.1k</c>, powers of 1000.</summary>
    internal static SizeFormat Si { get; } = new() { BlockSize = 1, IsScaled = true, HasSuffix = true };

    /// <summary>Bytes in one printed unit, at least 1; 1 if <see cref="IsScaled"/>.</summary>
    internal ulong BlockSize { get; private init; } = 1024;

    /// <summary>Each number gets the unit that fits it.</summary>
    internal bool IsScaled { get; private init; }

    private bool HasSuffix { get; init; }

    private bool HasByteSuffix { get; init; }

    private bool IsBinary { get; init; }

    private uint Base => IsBinary ? 1024u : 1000u;

    /// <summary>Reads a <c>--block-size</c>: a size, or <c>human-readable</c> or <c>si</c>.</summary>
    /// <param name="format">Valid only if the result is <see cref="SizeError.None"/>.</param>
    internal static SizeError TryParse(string text, out SizeFormat format)
    {
        // A leading ' asks for thousands separators, of which the C locale has none.
        string size = text.StartsWith('\'') ? text[1..] : text;
        format = Kibibytes;
        if (size.Length > 0 && "human-readable".StartsWith(size, StringComparison.Ordinal))
        {
            format = Human;
            return SizeError.None;
        }

        if (size.Length > 0 && "si".StartsWith(size, StringComparison.Ordinal))
        {
            format = Si;
            return SizeError.None;
        }

        SizeError error = SizeParser.TryParse(size, out ulong blockSize);
        if (error != SizeError.None || blockSize == 0)
        {
            return error == SizeError.None ? SizeError.Invalid : error;
        }

        // A unit without a number is printed behind each size: -BM gives '3M', -B1M gives '3'.
        bool hasSuffix = !size.AsSpan().ContainsAnyInRange('0', '9');
        bool hasByteSuffix = hasSuffix && size.EndsWith('B');
        format = new()
        {
            BlockSize = blockSize,
            HasSuffix = hasSuffix,
            HasByteSuffix = hasByteSuffix,
            IsBinary = hasSuffix && (!hasByteSuffix || size.EndsWith("iB", StringComparison.Ordinal)),
        };
        return SizeError.None;
    }

    /// <summary>The format that the environment asks for, as GNU du reads it.</summary>
    /// <param name="environment">Value of a variable, or null.</param>
    internal static SizeFormat FromEnvironment(Func<string, string?> environment)
    {
        SizeFormat fallback = environment("POSIXLY_CORRECT") is null ? Kibibytes : new() { BlockSize = 512 };
        string? text = environment("DU_BLOCK_SIZE") ?? environment("BLOCK_SIZE") ?? environment("BLOCKSIZE");
        return text is not null && TryParse(text, out SizeFormat format) == SizeError.None ? format : fallback;
    }

    /// <summary>Writes <paramref name="bytes"/> in this format.</summary>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written, all ASCII.</returns>
    internal int Format(ulong bytes, Span<byte> target)
    {
        if (IsScaled)
        {
            return FormatScaled(bytes, target);
        }

        (ulong blocks, ulong rest) = Math.DivRem(bytes, BlockSize);
        _ = Utf8Formatter.TryFormat(blocks + (rest > 0 ? 1UL : 0UL), target, out int length);
        return length + (HasSuffix ? WriteSuffix(SuffixPower(), target[length..]) : 0);
    }

    /// <summary>The same, appended to <paramref name="output"/>.</summary>
    internal void Write(IBufferWriter<byte> output, ulong bytes) => output.Advance(Format(bytes, output.GetSpan(MaxLength)));

    /// <summary>The same, as text.</summary>
    internal string ToText(ulong bytes)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..Format(bytes, text)]);
    }

    private int FormatScaled(ulong bytes, Span<byte> target)
    {
        ulong amount = bytes;
        uint tenths = 0;
        bool hasMore = false; // Anything below the tenths, so that everything rounds up.
        int power = 0;
        while (amount >= Base && power < Letters.Length)
        {
            uint scaled = ((uint)(amount % Base) * 10) + tenths;
            hasMore |= scaled % Base != 0;
            tenths = scaled / Base;
            amount /= Base;
            power++;
        }

        bool showsTenths = false;
        if (power > 0 && amount < 10)
        {
            tenths += hasMore ? 1u : 0u;
            hasMore = false;
            if (tenths == 10)
            {
                amount++;
                tenths = 0;
            }

            showsTenths = amount < 10;
        }

        if (!showsTenths && (tenths > 0 || hasMore))
        {
            amount++;
            tenths = 0;
            if (amount == Base && power < Letters.Length)
            {
                amount = 1;
                power++;
                showsTenths = true;
            }
        }

        _ = Utf8Formatter.TryFormat(amount, target, out int length);
        if (showsTenths)
        {
            target[length++] = (byte)'.';
            target[length++] = (byte)('0' + tenths);
        }

        return length + (HasSuffix ? WriteSuffix(power, target[length..]) : 0);
    }

    // The smallest power that reaches the block size: -BM is 2.
    private int SuffixPower()
    {
        int power = 0;
        for (UInt128 size = 1; size < BlockSize && power < Letters.Length; size *= Base)
        {
            power++;
        }

        return power;
    }

    private int WriteSuffix(int power, Span<byte> target)
    {
        int length = 0;
        if (power > 0)
        {
            target[length++] = !IsBinary && power == 1 ? (byte)'k' : (byte)Letters[power - 1];
        }

        if (HasByteSuffix)
        {
            if (IsBinary && power > 0)
            {
                target[length++] = (byte)'i';
            }

            target[length++] = (byte)'B';
        }

        return length;
    }
}
