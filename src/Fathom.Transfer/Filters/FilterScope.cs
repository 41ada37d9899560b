namespace Fathom.Transfer;

/// <summary>The rules in force in one directory. Immutable; any number of threads may ask.</summary>
internal sealed class FilterScope
{
    private readonly FilterRules _rules;
    private readonly byte[] _root;

    // Side by side: the files that directories may have, and the rules of each that count here, the newest first.
    private readonly MergeFile[] _files;
    private readonly FilterRule[][] _lists;

    // Everything in its order, one list for each question.
    private readonly FilterRule[] _hide;
    private readonly FilterRule[] _protect;
    private readonly FilterRule[] _hideXattr;
    private readonly FilterRule[] _protectXattr;

    internal FilterScope(FilterRules rules, byte[] root, MergeFile[] files, FilterRule[][] lists)
    {
        _rules = rules;
        _root = root;
        _files = files;
        _lists = lists;
        List<FilterRule> hide = [], protect = [], hideXattr = [], protectXattr = [];
        Collect(rules.Rules, FilterFlags.SenderSide, hide, hideXattr);
        Collect(rules.Rules, FilterFlags.ReceiverSide, protect, protectXattr);
        (_hide, _protect, _hideXattr, _protectXattr) = ([.. hide], [.. protect], [.. hideXattr], [.. protectXattr]);
    }

    /// <summary>No name is kept back here, and none can be below: nothing has to be asked, and no directory entered.</summary>
    internal bool IsEmpty => _files.Length == 0 && _hide.Length == 0 && _protect.Length == 0;

    /// <summary>There are rules for extended attributes: <see cref="HidesXattr"/> decides. Else rsync takes all but "system." for root,
    /// and "user." for others.</summary>
    internal bool HasXattrRules => _hideXattr.Length > 0 || _protectXattr.Length > 0;

    /// <summary>Files that directories may have, in the order in which they are read.</summary>
    internal IReadOnlyList<MergeFile> MergeFiles => _files;

    internal FilterRules Rules => _rules;

    /// <summary>Gives the rules for a directory below this one, whose own filter files are read.</summary>
    /// <param name="directory">Null if it is not there: then it has none.</param>
    /// <param name="path">Relative to the root of the transfer; empty for the root itself.</param>
    /// <param name="problem">A filter file that could not be heeded, the first of them; its rules are missing in the result.</param>
    /// <returns>This scope if the directory changes nothing; always, and without a system call, if no rule names files of directories.</returns>
    internal FilterScope Enter(IContentNode? directory, ReadOnlySpan<byte> path, out FilterProblem? problem)
    {
        problem = null;
        if (_files.Length == 0)
        {
            return this;
        }

        ScopeBuilder builder = new(this, FilterAnchor.At(path));
        for (int i = 0; i < builder.Count; i++)
        {
            MergeFile file = builder[i];
            builder.EndInheritance(i);
            Errno errno = FilterFile.Read(directory, file.Name, out byte[] content);
            FilterProblem? own = errno switch
            {
                Errno.ENOENT => null,
                Errno.None => builder.TryRead(i, content, path),
                _ => new FilterProblem(PathBytes.Join(path, file.Name), errno, FilterFile.Explain(errno)),
            };
            problem ??= own;
        }

        return builder.HasChanged ? builder.Build() : this;
    }

    /// <summary>The name is not transferred.</summary>
    /// <param name="path">Relative to the root of the transfer, without a '/' before it; never empty.</param>
    /// <param name="isDirectory">A symbolic link to a directory is none.</param>
    internal bool Hides(ReadOnlySpan<byte> path, bool isDirectory) => Excludes(_hide, path, isDirectory, ignoresPerishable: false);

    /// <summary>The name is not deleted, though the source does not have it.</summary>
    /// <param name="path">As for <see cref="Hides"/>; this scope is one of directories of the target then.</param>
    /// <param name="ignoresPerishable">The directory of the name is being deleted itself.</param>
    internal bool Protects(ReadOnlySpan<byte> path, bool isDirectory, bool ignoresPerishable = false) =>
        Excludes(_protect, path, isDirectory, ignoresPerishable);

    /// <summary>The extended attribute is not transferred.</summary>
    /// <param name="name">With its namespace.</param>
    internal bool HidesXattr(ReadOnlySpan<byte> name) => Excludes(_hideXattr, name, isDirectory: false, ignoresPerishable: false);

    /// <summary>The extended attribute is not removed from a target, though the source does not have it.</summary>
    /// <param name="name">With its namespace.</param>
    internal bool ProtectsXattr(ReadOnlySpan<byte> name) => Excludes(_protectXattr, name, isDirectory: false, ignoresPerishable: false);

    /// <summary>Rules of a file that count here.</summary>
    internal FilterRule[] RulesOf(int file) => _lists[file];

    /// <summary>Makes a scope with other rules of directories.</summary>
    internal FilterScope With(MergeFile[] files, FilterRule[][] lists) => new(_rules, _root, files, lists);

    private bool Excludes(FilterRule[] rules, ReadOnlySpan<byte> path, bool isDirectory, bool ignoresPerishable)
    {
        foreach (FilterRule rule in rules)
        {
            if (ignoresPerishable && rule.IsPerishable)
            {
                continue;
            }

            if (rule.Pattern!.IsMatch(path, isDirectory, _root))
            {
                return !rule.IsInclude;
            }
        }

        return false;
    }

    private void Collect(IReadOnlyList<FilterRule> rules, FilterFlags side, List<FilterRule> names, List<FilterRule> xattrs)
    {
        foreach (FilterRule rule in rules)
        {
            if (rule.MergeFile is not null)
            {
                int file = Array.IndexOf(_files, rule.MergeFile);
                if (file >= 0)
                {
                    Collect(_lists[file], side, names, xattrs);
                }
            }
            else if (rule.IsFor(side, _rules.DeletesExcluded))
            {
                ((rule.Flags & FilterFlags.Xattr) != 0 ? xattrs : names).Add(rule);
            }
        }
    }
}
