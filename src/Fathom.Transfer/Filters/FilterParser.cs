namespace Fathom.Transfer;

/// <summary>Reads rules into a list.</summary>
internal sealed class FilterParser
{
    /// <summary>Bytes that a rule may have: as rsync, which has room for a path.</summary>
    internal const int MaxRule = 4095;

    // A file that merges itself is stopped here.
    private const int MaxDepth = 16;

    private const FilterFlags CvsFile = FilterFlags.NoPrefixes | FilterFlags.WordSplit | FilterFlags.NoInherit | FilterFlags.CvsIgnore;

    private readonly FilterList _list;
    private readonly FilterSyntax _syntax;
    private readonly FilterAnchor _anchor;
    private int _depth;

    internal FilterParser(FilterList list, FilterSyntax syntax, FilterAnchor anchor)
    {
        _list = list;
        _syntax = syntax;
        _anchor = anchor;
    }

    /// <summary>Reads one rule. An empty one is none.</summary>
    /// <param name="template">What the file that it stands in gives to its rules.</param>
    /// <param name="isOldStyle">A pattern, with "- " or "+ " before it if the rule shall be the one or the other (<c>--exclude</c>).</param>
    /// <param name="origin">File and line, for messages; empty on the command line.</param>
    internal void ReadRule(ReadOnlySpan<byte> rule, FilterFlags template, bool isOldStyle, string origin = "")
    {
        if (rule.IsEmpty)
        {
            return;
        }

        FilterFlags flags = template & FilterFlags.FromContainer;
        int start = ReadBeginning(rule, template, isOldStyle, ref flags, origin);
        if ((template & FilterFlags.Sides) != 0)
        {
            if ((flags & FilterFlags.Sides) != 0)
            {
                throw new FilterException("specified-side merge file contains specified-side filter", rule, origin);
            }

            flags |= template & FilterFlags.Sides;
        }

        ReadOnlySpan<byte> pattern = rule[start..];
        if ((flags & FilterFlags.ClearList) != 0)
        {
            bool mayBePattern = isOldStyle || (template & FilterFlags.NoPrefixes) != 0;
            if (!mayBePattern && !pattern.IsEmpty)
            {
                throw new FilterException("'!' rule has trailing characters", rule, origin);
            }

            if (pattern.Length <= 1)
            {
                _list.Clear();
                return;
            }

            flags &= ~FilterFlags.ClearList;
        }

        Add(pattern, flags, rule, origin);
    }

    /// <summary>Reads the rules of a file.</summary>
    /// <param name="name">For messages.</param>
    internal void ReadFile(ReadOnlySpan<byte> content, FilterFlags template, bool isOldStyle, string name)
    {
        if (++_depth > MaxDepth)
        {
            throw new FilterException("filter files name each other without end; a file must not merge itself", default, name);
        }

        bool splitsWords = (template & FilterFlags.WordSplit) != 0;
        ReadOnlySpan<byte> ends = (splitsWords, _syntax.NulSeparated) switch
        {
            (true, true) => " \t\n\v\f\r\0"u8,
            (true, false) => " \t\n\v\f\r"u8,
            (false, true) => "\0"u8,
            _ => "\n\r"u8,
        };
        int line = 1;
        while (!content.IsEmpty)
        {
            int length = content.IndexOfAny(ends);
            ReadOnlySpan<byte> rule = length < 0 ? content : content[..length];
            byte end = length < 0 ? (byte)0 : content[length];
            bool isComment = !splitsWords && !rule.IsEmpty && rule[0] is (byte)'#' or (byte)';';
            if (!rule.IsEmpty && !isComment)
            {
                string origin = $"{name}, line {line}";
                CheckLine(rule, origin);
                ReadRule(rule, template, isOldStyle, origin);
            }

            line += end == '\n' || (!splitsWords && _syntax.NulSeparated) ? 1 : 0;
            content = length < 0 ? default : content[(length + 1)..];
        }

        _depth--;
    }

    private static void CheckLine(ReadOnlySpan<byte> rule, string origin)
    {
        if (rule.Length > MaxRule)
        {
            throw new FilterException($"filter rule of more than {MaxRule} bytes", rule, origin);
        }

        if (rule.Contains((byte)0))
        {
            throw new FilterException("filter rule with a NUL byte; is this a file of rules?", rule, origin);
        }
    }

    private static int ReadBeginning(ReadOnlySpan<byte> rule, FilterFlags template, bool isOldStyle, ref FilterFlags flags, string origin)
    {
        if ((template & FilterFlags.NoPrefixes) != 0)
        {
            flags |= rule[0] == '!' && (template & FilterFlags.CvsIgnore) != 0 ? FilterFlags.ClearList : 0;
            return 0;
        }

        if (!isOldStyle)
        {
            return RulePrefix.Read(rule, ref flags, origin);
        }

        if (rule.StartsWith("- "u8))
        {
            flags &= ~FilterFlags.Include;
            return 2;
        }

        if (rule.StartsWith("+ "u8))
        {
            flags |= FilterFlags.Include;
            return 2;
        }

        flags |= rule[0] == '!' ? FilterFlags.ClearList : 0;
        return 0;
    }

    private void Add(ReadOnlySpan<byte> pattern, FilterFlags flags, ReadOnlySpan<byte> rule, string origin)
    {
        bool isCvs = (flags & FilterFlags.CvsIgnore) != 0;
        if (pattern.IsEmpty && !isCvs)
        {
            throw new FilterException("unexpected end of filter rule", rule, origin);
        }

        if (pattern.Length > MaxRule || pattern.Contains((byte)0))
        {
            throw new FilterException($"filter rule of more than {MaxRule} bytes, or with a NUL byte", rule, origin);
        }

        if ((flags & FilterFlags.MergeFile) != 0)
        {
            AddFile(pattern.IsEmpty ? ".cvsignore"u8 : pattern, flags, rule, origin);
        }
        else if (isCvs)
        {
            AddCvsPatterns(flags);
        }
        else
        {
            _list.Add(new FilterRule(new FilterPattern(pattern, flags, _anchor), flags));
        }
    }

    private void AddFile(ReadOnlySpan<byte> path, FilterFlags flags, ReadOnlySpan<byte> rule, string origin)
    {
        if ((flags & FilterFlags.ExcludeSelf) != 0)
        {
            ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];

            // rsync forgets --delete-excluded here, in the files of directories alone.
            FilterFlags sides = _syntax.ReadFile is null ? FilterFlags.Sides : FilterFlags.None;
            _list.Add(new FilterRule(new FilterPattern(name, sides, _anchor), sides));
        }

        if ((flags & FilterFlags.PerDirectory) != 0)
        {
            AddPerDirectory(path, flags, rule, origin);
            return;
        }

        if (_syntax.ReadFile is null)
        {
            throw new FilterException("a filter file in the tree must not merge another one with '.'; name it with ':'", rule, origin);
        }

        byte[] content = _syntax.ReadFile(path) ?? throw new FathomException("cannot open filter file", path, Errno.ENOENT);
        ReadFile(content, flags, isOldStyle: false, System.Text.Encoding.UTF8.GetString(path));
    }

    private void AddPerDirectory(ReadOnlySpan<byte> path, FilterFlags flags, ReadOnlySpan<byte> rule, string origin)
    {
        MergeFile file = new(path, flags);
        if (EntryName.Check(file.Name) != Errno.None)
        {
            throw new FilterException("filter rule does not name a file", rule, origin);
        }

        _list.Add(file);
    }

    // What -C stands for: names that come with it, which do not keep a directory from being deleted, and those of the user.
    private void AddCvsPatterns(FilterFlags flags)
    {
        FilterFlags template = (flags | CvsFile) & ~FilterFlags.MergeFile;
        ReadFile(CvsIgnore.Patterns, template | FilterFlags.Perishable, isOldStyle: false, "-C");
        ReadFile(_syntax.CvsPatterns, template, isOldStyle: false, "CVSIGNORE");
    }
}
