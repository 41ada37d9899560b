using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>Columns that UTF-8 text takes on a terminal, as wcwidth(3) counts them.</summary>
internal static class TextWidth
{
    // East Asian Wide and Fullwidth blocks (Unicode 15, EastAsianWidth.txt), rounded to whole blocks.
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115F), (0x231A, 0x231B), (0x2E80, 0x303E), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
        (0xA000, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60),
        (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    /// <summary>Columns of the whole text; an invalid byte counts as one.</summary>
    internal static int Of(ReadOnlySpan<byte> text)
    {
        int columns = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out Rune rune, out int used);
            columns += Of(rune);
            text = text[used..];
        }

        return columns;
    }

    /// <summary>How many bytes of <paramref name="text"/> fit into <paramref name="columns"/>, without cutting a character.</summary>
    internal static int Fit(ReadOnlySpan<byte> text, int columns)
    {
        int taken = 0;
        while (taken < text.Length)
        {
            Rune.DecodeFromUtf8(text[taken..], out Rune rune, out int used);
            columns -= Of(rune);
            if (columns < 0)
            {
                break;
            }

            taken += used;
        }

        return taken;
    }

    private static int Of(Rune rune)
    {
        int value = rune.Value;
        if (value < 0x300)
        {
            return 1;
        }

        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
        {
            return 0;
        }

        foreach ((int first, int last) in s_wide)
        {
            if (value <= last)
            {
                return value >= first ? 2 : 1;
            }
        }

        return 1;
    }
}
