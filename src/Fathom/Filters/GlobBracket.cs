using System.Text;

namespace Fathom;

/// <summary>Bracket expressions of a <see cref="GlobPattern"/>: POSIX.1-2017, XBD 9.3.5, with '^' as another '!'.</summary>
internal static class GlobBracket
{
    /// <summary>Looks for a character in the bracket expression that begins at <paramref name="start"/>.</summary>
    /// <param name="character">A code point; negative for a byte that is no UTF-8.</param>
    /// <returns>Where the pattern goes on; 0 if the expression has no end, and '[' is an ordinary character.</returns>
    internal static int Match(ReadOnlySpan<byte> pattern, int start, int character, out bool contains)
    {
        int at = start + 1;
        bool isNegated = at < pattern.Length && pattern[at] is (byte)'!' or (byte)'^';
        at += isNegated ? 1 : 0;
        bool found = false;
        bool isFirst = true;
        while (at < pattern.Length)
        {
            // A ']' that comes first stands for itself.
            if (pattern[at] == ']' && !isFirst)
            {
                contains = found != isNegated;
                return at + 1;
            }

            isFirst = false;
            if (TryReadClass(pattern, ref at, character, ref found))
            {
                continue;
            }

            if (!TryReadOne(pattern, ref at, out int low))
            {
                break;
            }

            int high = low;
            bool isRange = at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']';
            if (isRange)
            {
                at++;
                if (!TryReadOne(pattern, ref at, out high))
                {
                    break;
                }
            }

            found |= character >= low && character <= high;
        }

        contains = false;
        return 0;
    }

    private static bool TryReadOne(ReadOnlySpan<byte> pattern, ref int at, out int character)
    {
        character = 0;
        if (TryReadElement(pattern, ref at, out character))
        {
            return true;
        }

        at += at < pattern.Length && pattern[at] == '\\' ? 1 : 0;
        if (at >= pattern.Length)
        {
            return false;
        }

        at += GlobPattern.CharacterAt(pattern, at, out character);
        return true;
    }

    // [.x.] and [=x=]: without a collation, the character x.
    private static bool TryReadElement(ReadOnlySpan<byte> pattern, ref int at, out int character)
    {
        character = 0;
        ReadOnlySpan<byte> rest = pattern[Math.Min(at, pattern.Length)..];
        if (rest.Length < 5 || rest[0] != '[' || rest[1] is not ((byte)'.' or (byte)'='))
        {
            return false;
        }

        int length = GlobPattern.CharacterAt(rest, 2, out int inside);
        if (rest.Length < length + 4 || rest[length + 2] != rest[1] || rest[length + 3] != ']')
        {
            return false;
        }

        character = inside;
        at += length + 4;
        return true;
    }

    private static bool TryReadClass(ReadOnlySpan<byte> pattern, ref int at, int character, ref bool found)
    {
        ReadOnlySpan<byte> rest = pattern[at..];
        if (!rest.StartsWith("[:"u8))
        {
            return false;
        }

        int length = rest[2..].IndexOfAnyExceptInRange((byte)'a', (byte)'z');
        if (length < 0 || !rest[(2 + length)..].StartsWith(":]"u8))
        {
            return false;
        }

        found |= Rune.IsValid(character) && IsInClass(rest.Slice(2, length), new Rune(character));
        at += length + 4;
        return true;
    }

    private static bool IsInClass(ReadOnlySpan<byte> name, Rune rune)
    {
        bool isAscii = rune.IsAscii;
        int value = rune.Value;
        return name switch
        {
            _ when name.SequenceEqual("alpha"u8) => Rune.IsLetter(rune),
            _ when name.SequenceEqual("alnum"u8) => Rune.IsLetterOrDigit(rune),
            _ when name.SequenceEqual("upper"u8) => Rune.IsUpper(rune),
            _ when name.SequenceEqual("lower"u8) => Rune.IsLower(rune),
            _ when name.SequenceEqual("space"u8) => isAscii ? value is ' ' or (>= 9 and <= 13) : Rune.IsWhiteSpace(rune),
            _ when name.SequenceEqual("digit"u8) => value is >= '0' and <= '9',
            _ when name.SequenceEqual("xdigit"u8) => isAscii && char.IsAsciiHexDigit((char)value),
            _ when name.SequenceEqual("blank"u8) => value is ' ' or '\t',
            _ when name.SequenceEqual("cntrl"u8) => Rune.IsControl(rune),
            _ when name.SequenceEqual("punct"u8) => isAscii
                ? value is > ' ' and < 127 && !char.IsAsciiLetterOrDigit((char)value)
                : Rune.IsPunctuation(rune) || Rune.IsSymbol(rune),
            _ when name.SequenceEqual("print"u8) => value == ' ' || IsGraphic(rune),
            _ when name.SequenceEqual("graph"u8) => IsGraphic(rune),
            _ => false,
        };
    }

    private static bool IsGraphic(Rune rune) => !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune);
}
