namespace Fathom.Transfer;

/// <summary>The rules of one directory while its filter files are read.</summary>
internal sealed class ScopeBuilder
{
    private readonly FilterScope _parent;
    private readonly FilterAnchor _anchor;
    private readonly List<MergeFile> _files;
    private readonly List<FilterRule[]> _lists = [];

    /// <summary>Begins with the rules of the directory above.</summary>
    /// <param name="anchor">Where patterns with a '/' before them match.</param>
    internal ScopeBuilder(FilterScope parent, FilterAnchor anchor)
    {
        _parent = parent;
        _anchor = anchor;
        _files = [.. parent.MergeFiles];
        for (int i = 0; i < _files.Count; i++)
        {
            _lists.Add(parent.RulesOf(i));
        }
    }

    /// <summary>Files to be read. It grows, as rules of one may name another, which is read in the same directory.</summary>
    internal int Count => _files.Count;

    internal bool HasChanged { get; private set; }

    internal MergeFile this[int file] => _files[file];

    /// <summary>Forgets the rules of the directory above, if they are for that one alone.</summary>
    internal void EndInheritance(int file)
    {
        if (_files[file].IsForOneDirectory && _lists[file].Length > 0)
        {
            _lists[file] = [];
            HasChanged = true;
        }
    }

    /// <summary>Puts the rules of a file before those of the directories above.</summary>
    /// <param name="path">Of the directory, for the problem.</param>
    /// <returns>Null, or the rule that has no meaning; nothing has changed then.</returns>
    internal FilterProblem? TryRead(int file, ReadOnlySpan<byte> content, ReadOnlySpan<byte> path)
    {
        FilterList list = new(_files);
        try
        {
            string name = System.Text.Encoding.UTF8.GetString(_files[file].Name);
            new FilterParser(list, _parent.Rules.Syntax, _anchor).ReadFile(content, _files[file].Flags, isOldStyle: false, name);
        }
        catch (FilterException e)
        {
            return new FilterProblem(PathBytes.Join(path, _files[file].Name), Errno.EINVAL, e.Message);
        }

        _lists[file] = [.. list.Rules, .. list.WasCleared ? [] : _lists[file]];
        foreach (MergeFile found in list.MergeFiles)
        {
            _files.Add(found);
            _lists.Add([]);
        }

        HasChanged = true;
        return null;
    }

    internal FilterScope Build() => _parent.With([.. _files], [.. _lists]);
}
