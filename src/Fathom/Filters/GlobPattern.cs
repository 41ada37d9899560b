using System.Text;

namespace Fathom;

// A pattern is one of five shapes. The first four are decided by looking at bytes; only the last needs the matcher.
//
//   Literal  lit      Suffix  *lit      Prefix  lit*      Infix  *lit*      General  anything else
//
// The matcher goes back to the newest '*' only: what an older one could give, the newest can give too. So the time is at most
// pattern x text, never exponential.

/// <summary>A wildcard pattern, as fnmatch(3) without flags has it: '*' and '?' match '/' and a leading '.' too.</summary>
/// <remarks>Bytes are taken as UTF-8 where '?' and brackets need characters; a byte that is no UTF-8 is a character of its own.
/// Brackets know ranges (by code point), negation by '!' or '^', and classes such as <c>[:alpha:]</c>. A backslash takes
/// away the meaning of what follows.</remarks>
public sealed class GlobPattern
{
    private readonly byte[] _pattern;

    // The text without wildcards and backslashes, for the first four shapes.
    private readonly byte[] _literal;

    /// <summary>Prepares a pattern.</summary>
    /// <param name="pattern">Raw bytes; copied. Any sequence of bytes is a pattern: a bracket without its end is a literal
    /// '['. Without wildcards, a backslash at the end stands for itself; with wildcards, it matches nothing.</param>
    public GlobPattern(ReadOnlySpan<byte> pattern)
    {
        _pattern = pattern.ToArray();
        Shape = Analyze(pattern, out _literal);
    }

    /// <summary>The pattern as given.</summary>
    public ReadOnlySpan<byte> Bytes => _pattern;

    internal GlobShape Shape { get; }

    /// <summary>The pattern begins with '*', so what it matches in the tail of a text it matches in the whole.</summary>
    internal bool StartsWithStar => _pattern.Length > 0 && _pattern[0] == '*';

    /// <summary>The last component of a path decides, if the pattern matched no tail of what is before it.</summary>
    internal bool IsDecidedByName => Shape != GlobShape.General && !_literal.AsSpan().Contains((byte)'/');

    /// <summary>The pattern matches the whole text.</summary>
    /// <param name="text">Raw bytes of a name or a path.</param>
    public bool IsMatch(ReadOnlySpan<byte> text) => Shape switch
    {
        GlobShape.Literal => text.SequenceEqual(_literal),
        GlobShape.Prefix => text.StartsWith(_literal),
        GlobShape.Suffix => text.EndsWith(_literal),
        GlobShape.Infix => text.IndexOf(_literal) >= 0,
        _ => Matches(_pattern, text),
    };

    private static GlobShape Analyze(ReadOnlySpan<byte> pattern, out byte[] literal)
    {
        ReadOnlySpan<byte> middle = pattern;
        bool startsWithStar = middle.Length > 0 && middle[0] == '*';
        middle = startsWithStar ? middle[1..] : middle;
        bool endsWithStar = EndsWithStar(middle);
        middle = endsWithStar ? middle[..^1] : middle;
        literal = [];
        if (!TryUnescape(middle, mayEndWithBackslash: !startsWithStar && !endsWithStar, ref literal))
        {
            return GlobShape.General;
        }

        return (startsWithStar, endsWithStar) switch
        {
            (true, true) => GlobShape.Infix,
            (true, false) => GlobShape.Suffix,
            (false, true) => GlobShape.Prefix,
            _ => GlobShape.Literal,
        };
    }

    // A '*' after an odd number of backslashes is an ordinary character.
    private static bool EndsWithStar(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[^1] != '*')
        {
            return false;
        }

        int end = text.Length - 1;
        int start = end;
        while (start > 0 && text[start - 1] == '\\')
        {
            start--;
        }

        return (end - start) % 2 == 0;
    }

    private static bool TryUnescape(ReadOnlySpan<byte> text, bool mayEndWithBackslash, ref byte[] literal)
    {
        byte[] plain = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is (byte)'*' or (byte)'?' or (byte)'[')
            {
                return false;
            }

            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }
            else if (text[i] == '\\' && !mayEndWithBackslash)
            {
                return false;
            }

            plain[length++] = text[i];
        }

        literal = plain.AsSpan(0, length).ToArray();
        return true;
    }

    private static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int p = 0, t = 0;
        int starPattern = -1, starText = 0;
        while (true)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                starPattern = ++p;
                starText = t;
                continue;
            }

            if (t == text.Length && p == pattern.Length)
            {
                return true;
            }

            if (t < text.Length && TryMatchOne(pattern, ref p, text, ref t))
            {
                continue;
            }

            if (starPattern < 0 || starText == text.Length)
            {
                return false;
            }

            // By whole characters: half of one must not count as another.
            starText += CharacterAt(text, starText, out _);
            (p, t) = (starPattern, starText);
        }
    }

    private static bool TryMatchOne(ReadOnlySpan<byte> pattern, ref int p, ReadOnlySpan<byte> text, ref int t)
    {
        if (p == pattern.Length)
        {
            return false;
        }

        byte wanted = pattern[p];
        if (wanted == '?')
        {
            p++;
            t += CharacterAt(text, t, out _);
            return true;
        }

        if (wanted == '[')
        {
            int length = CharacterAt(text, t, out int character);
            int end = GlobBracket.Match(pattern, p, character, out bool contains);
            if (end > 0)
            {
                p = end;
                t += length;
                return contains;
            }
        }
        else if (wanted == '\\')
        {
            if (p + 1 == pattern.Length || pattern[p + 1] != text[t])
            {
                return false;
            }

            p += 2;
            t++;
            return true;
        }

        if (wanted != text[t])
        {
            return false;
        }

        p++;
        t++;
        return true;
    }

    /// <summary>Reads the character at <paramref name="at"/>.</summary>
    /// <param name="character">Its code point; of a byte that is no UTF-8, a negative number of its own.</param>
    /// <returns>Its length in bytes.</returns>
    internal static int CharacterAt(ReadOnlySpan<byte> text, int at, out int character)
    {
        byte first = text[at];
        if (first < 0x80)
        {
            character = first;
            return 1;
        }

        if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
        {
            character = rune.Value;
            return length;
        }

        character = -first;
        return 1;
    }
}
