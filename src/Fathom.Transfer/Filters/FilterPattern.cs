namespace Fathom.Transfer;

// How much of a path a pattern looks at:
//
//   foo  *.o          the last component               foo/bar  a/*.c    as many of the last components as it has itself
//   /foo  /a/*        the whole path, from the anchor   a/**/b  a**       every tail that begins at a component
//   **/foo            the whole path, a '/' put before it

/// <summary>The pattern of one rule, prepared once.</summary>
internal sealed class FilterPattern
{
    private readonly byte[] _pattern;
    private readonly FilterAnchor _anchor;
    private readonly FilterFlags _flags;
    private readonly int _slashes;
    private readonly bool _isAnchored;
    private readonly bool _isWild;
    private readonly bool _isDeep;
    private readonly bool _startsDeep;
    private readonly bool _takesContent;
    private readonly bool _isSuffix;

    // Paths that are matched with something before or behind them are put together here: questions must not allocate.
    [ThreadStatic]
    private static byte[]? t_text;

    /// <summary>Prepares a pattern.</summary>
    /// <param name="pattern">As the rule has it.</param>
    /// <param name="anchor">Where a '/' at the beginning matches, unless <paramref name="flags"/> say that the path is absolute.</param>
    internal FilterPattern(ReadOnlySpan<byte> pattern, FilterFlags flags, FilterAnchor anchor)
    {
        if (pattern.Length > 1 && pattern[^1] == '/')
        {
            pattern = pattern[..^1];
            flags |= FilterFlags.Directory;
        }

        _slashes = pattern.Count((byte)'/');
        _isWild = pattern.ContainsAny("*[?"u8);
        _isDeep = pattern.IndexOf("**"u8) >= 0;
        _startsDeep = pattern.StartsWith("**"u8);
        _takesContent = pattern.EndsWith("***"u8);
        _isAnchored = pattern.StartsWith("/"u8);
        _pattern = (_isAnchored ? pattern[1..] : pattern).ToArray();
        _isSuffix = _slashes == 0 && pattern.Length > 1 && pattern[0] == '*' && !pattern[1..].ContainsAny("*[?\\"u8);
        _flags = flags;
        _anchor = _isAnchored && (flags & FilterFlags.AbsolutePath) == 0 ? anchor : FilterAnchor.Root;
    }

    /// <summary>The rule acts on this name.</summary>
    /// <param name="path">Relative to the root of the transfer.</param>
    /// <param name="root">What is put before a path to make it absolute; see <see cref="FilterRoot.MakePrefix"/>.</param>
    internal bool IsMatch(ReadOnlySpan<byte> path, bool isDirectory, ReadOnlySpan<byte> root)
    {
        bool isNegated = (_flags & FilterFlags.Negate) != 0;
        if (!isDirectory && (_flags & FilterFlags.Directory) != 0)
        {
            return isNegated;
        }

        bool matches = _slashes == 0 && !_isDeep ? MatchesName(path) : MatchesPath(path, isDirectory, root);
        return matches != isNegated;
    }

    private bool MatchesName(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        if (_isSuffix)
        {
            return name.EndsWith(_pattern.AsSpan(1));
        }

        return _isWild ? Wildmatch.IsMatch(_pattern, name) : name.SequenceEqual(_pattern);
    }

    private bool MatchesPath(ReadOnlySpan<byte> path, bool isDirectory, ReadOnlySpan<byte> root)
    {
        if (_anchor.Below.Length > 0)
        {
            if (!path.StartsWith(_anchor.Below))
            {
                return false;
            }

            path = path[_anchor.Below.Length..];
        }

        ReadOnlySpan<byte> before = (_flags & FilterFlags.AbsolutePath) != 0 ? root : _anchor.Above;
        if (before.IsEmpty && _startsDeep)
        {
            before = "/"u8;
        }

        bool addsSlash = isDirectory && _takesContent;
        return MatchesText(before.IsEmpty && !addsSlash ? path : Join(before, path, addsSlash));
    }

    private bool MatchesText(ReadOnlySpan<byte> text)
    {
        if (!_isWild)
        {
            return text.EndsWith(_pattern)
                && (text.Length == _pattern.Length || (!_isAnchored && text[^(_pattern.Length + 1)] == '/'));
        }

        if (_isAnchored || _startsDeep)
        {
            return Wildmatch.IsMatch(_pattern, text);
        }

        return _isDeep ? Wildmatch.IsMatchOfAnyTail(_pattern, text) : Wildmatch.IsMatchOfLast(_pattern, text, _slashes + 1);
    }

    private static ReadOnlySpan<byte> Join(ReadOnlySpan<byte> before, ReadOnlySpan<byte> path, bool addsSlash)
    {
        int length = before.Length + path.Length + (addsSlash ? 1 : 0);
        if (t_text is null || t_text.Length < length)
        {
            t_text = new byte[Math.Max(1024, length * 2)];
        }

        before.CopyTo(t_text);
        path.CopyTo(t_text.AsSpan(before.Length));
        if (addsSlash)
        {
            t_text[length - 1] = (byte)'/';
        }

        return t_text.AsSpan(0, length);
    }
}
