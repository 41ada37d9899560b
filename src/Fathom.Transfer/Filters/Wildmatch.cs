namespace Fathom.Transfer;

// Going back: first to the newest '*', which may not take a '/'; then to the newest '**', which takes anything. Older ones
// give nothing new: a '*' cannot pass the first '/' that the bytes behind it want, and what an older '**' could skip, the
// newest can. So no pattern takes exponential time.

/// <summary>rsync's wildcards: '?' and '*' do not match '/', '**' does, brackets match one byte, a backslash takes the meaning away.</summary>
internal static class Wildmatch
{
    /// <summary>The pattern matches the whole text.</summary>
    internal static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int p = 0, t = 0;
        int starPattern = -1, starText = 0;
        int deepPattern = -1, deepText = 0;
        while (true)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                int stars = CountStars(pattern, p);
                p += stars;
                if (stars > 1)
                {
                    (deepPattern, deepText, starPattern) = (p, t, -1);
                }
                else
                {
                    (starPattern, starText) = (p, t);
                }

                continue;
            }

            if (t == text.Length && p == pattern.Length)
            {
                return true;
            }

            if (t < text.Length && p < pattern.Length)
            {
                int next = MatchOne(pattern, p, text[t]);
                if (next > 0)
                {
                    (p, t) = (next, t + 1);
                    continue;
                }
            }

            if (starPattern >= 0 && starText < text.Length && text[starText] != '/')
            {
                (p, t) = (starPattern, ++starText);
            }
            else if (deepPattern >= 0 && deepText < text.Length)
            {
                (p, t, starPattern) = (deepPattern, ++deepText, -1);
            }
            else
            {
                return false;
            }
        }
    }

    /// <summary>The pattern matches the last <paramref name="count"/> components of the text.</summary>
    internal static bool IsMatchOfLast(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, int count)
    {
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == '/' && --count == 0)
            {
                return IsMatch(pattern, text[(i + 1)..]);
            }
        }

        return count == 1 && IsMatch(pattern, text);
    }

    /// <summary>The pattern matches the text, or a tail of it that begins behind a '/'.</summary>
    internal static bool IsMatchOfAnyTail(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        while (!IsMatch(pattern, text))
        {
            int slash = text.IndexOf((byte)'/');
            if (slash < 0)
            {
                return false;
            }

            text = text[(slash + 1)..];
        }

        return true;
    }

    private static int CountStars(ReadOnlySpan<byte> pattern, int start)
    {
        int count = pattern[start..].IndexOfAnyExcept((byte)'*');
        return count < 0 ? pattern.Length - start : count;
    }

    // Where the pattern goes on; 0 or less if the byte is not what it wants.
    private static int MatchOne(ReadOnlySpan<byte> pattern, int p, byte value)
    {
        switch (pattern[p])
        {
            case (byte)'?':
                return value == '/' ? 0 : p + 1;
            case (byte)'[':
                int end = WildBracket.Match(pattern, p, value, out bool contains);
                return contains ? end : 0;
            case (byte)'\\':
                return p + 1 < pattern.Length && pattern[p + 1] == value ? p + 2 : 0;
            default:
                return pattern[p] == value ? p + 1 : 0;
        }
    }
}
