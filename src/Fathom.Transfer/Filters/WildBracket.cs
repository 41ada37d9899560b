namespace Fathom.Transfer;

/// <summary>Bracket expressions of rsync's patterns: bytes, never characters of more than one byte.</summary>
internal static class WildBracket
{
    /// <summary>Looks for a byte in the bracket expression that begins at <paramref name="start"/>.</summary>
    /// <returns>Where the pattern goes on; -1 if the expression has no end or names no class, and the pattern matches nothing.</returns>
    internal static int Match(ReadOnlySpan<byte> pattern, int start, byte value, out bool contains)
    {
        contains = false;
        int at = start + 1;
        bool isNegated = at < pattern.Length && pattern[at] is (byte)'!' or (byte)'^';
        at += isNegated ? 1 : 0;
        int low = -1; // the byte before, if a range may begin with it
        bool found = false;

        // The first one is an element also if it is ']'.
        do
        {
            if (!TryMatchElement(pattern, ref at, value, ref low, ref found))
            {
                return -1;
            }
        }
        while (at < pattern.Length && pattern[at] != ']');

        if (at >= pattern.Length)
        {
            return -1;
        }

        contains = found != isNegated && value != '/';
        return at + 1;
    }

    private static bool TryMatchElement(ReadOnlySpan<byte> pattern, ref int at, byte value, ref int low, ref bool found)
    {
        if (at >= pattern.Length)
        {
            return false;
        }

        byte element = pattern[at];
        if (element == '-' && low >= 0 && at + 1 < pattern.Length && pattern[at + 1] != ']')
        {
            at++;
            if (!TryReadByte(pattern, ref at, out byte high))
            {
                return false;
            }

            found |= value >= low && value <= high;
            low = -1;
            return true;
        }

        if (element == '[' && at + 1 < pattern.Length && pattern[at + 1] == ':')
        {
            int length = pattern[(at + 2)..].IndexOf((byte)']');
            if (length < 0)
            {
                return false;
            }

            if (length > 0 && pattern[at + 1 + length] == ':')
            {
                ReadOnlySpan<byte> name = pattern.Slice(at + 2, length - 1);
                at += length + 3;
                low = -1;
                return TryMatchClass(name, value, ref found);
            }
        }

        if (!TryReadByte(pattern, ref at, out byte one))
        {
            return false;
        }

        found |= value == one;
        low = one;
        return true;
    }

    private static bool TryReadByte(ReadOnlySpan<byte> pattern, ref int at, out byte value)
    {
        value = 0;
        at += pattern[at] == '\\' ? 1 : 0;
        if (at >= pattern.Length)
        {
            return false;
        }

        value = pattern[at++];
        return true;
    }

    private static bool TryMatchClass(ReadOnlySpan<byte> name, byte value, ref bool found)
    {
        char c = (char)value;
        bool? isIn = name switch
        {
            _ when name.SequenceEqual("alnum"u8) => char.IsAsciiLetterOrDigit(c),
            _ when name.SequenceEqual("alpha"u8) => char.IsAsciiLetter(c),
            _ when name.SequenceEqual("blank"u8) => c is ' ' or '\t',
            _ when name.SequenceEqual("cntrl"u8) => c is < ' ' or '\x7f',
            _ when name.SequenceEqual("digit"u8) => char.IsAsciiDigit(c),
            _ when name.SequenceEqual("graph"u8) => c is > ' ' and < '\x7f',
            _ when name.SequenceEqual("lower"u8) => char.IsAsciiLetterLower(c),
            _ when name.SequenceEqual("print"u8) => c is >= ' ' and < '\x7f',
            _ when name.SequenceEqual("punct"u8) => c is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(c),
            _ when name.SequenceEqual("space"u8) => c is ' ' or (>= '\t' and <= '\r'),
            _ when name.SequenceEqual("upper"u8) => char.IsAsciiLetterUpper(c),
            _ when name.SequenceEqual("xdigit"u8) => char.IsAsciiHexDigit(c),
            _ => null,
        };
        found |= isIn == true;
        return isIn is not null;
    }
}
