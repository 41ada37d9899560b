namespace Fathom.Transfer;

/// <summary>Rules in the order in which they are tried, while they are being read.</summary>
internal sealed class FilterList
{
    private readonly List<FilterRule> _rules = [];

    // Of lists around this one: names that are taken.
    private readonly IReadOnlyList<MergeFile> _outer;

    /// <summary>Begins a list.</summary>
    /// <param name="outer">Merge files that are named already; naming one again does nothing.</param>
    internal FilterList(IReadOnlyList<MergeFile> outer) => _outer = outer;

    internal IReadOnlyList<FilterRule> Rules => _rules;

    /// <summary>Rules before this list, which it would go on with, do not count any longer.</summary>
    internal bool WasCleared { get; private set; }

    /// <summary>Merge files that rules of this list name.</summary>
    internal IEnumerable<MergeFile> MergeFiles
    {
        get
        {
            foreach (FilterRule rule in _rules)
            {
                if (rule.MergeFile is not null)
                {
                    yield return rule.MergeFile;
                }
            }
        }
    }

    internal void Add(FilterRule rule) => _rules.Add(rule);

    /// <summary>Adds the place of a file, if there is none of its name: rsync heeds the first.</summary>
    internal void Add(MergeFile file)
    {
        if (!Contains(_outer, file.Name) && !Contains(MergeFiles, file.Name))
        {
            Add(new FilterRule(file));
        }
    }

    internal void Clear()
    {
        _rules.Clear();
        WasCleared = true;
    }

    private static bool Contains(IEnumerable<MergeFile> files, ReadOnlySpan<byte> name)
    {
        foreach (MergeFile file in files)
        {
            if (name.SequenceEqual(file.Name))
            {
                return true;
            }
        }

        return false;
    }
}
