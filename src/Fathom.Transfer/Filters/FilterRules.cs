namespace Fathom.Transfer;

/// <summary>The filter rules of a transfer. Immutable.</summary>
public sealed class FilterRules
{
    private readonly FilterRule[] _rules;
    private readonly MergeFile[] _files;

    internal FilterRules(FilterRule[] rules, MergeFile[] files, FilterSyntax syntax, bool deletesExcluded)
    {
        _rules = rules;
        _files = files;
        Syntax = syntax;
        DeletesExcluded = deletesExcluded;
    }

    /// <summary>Rules that keep nothing back.</summary>
    public static FilterRules None { get; } = new FilterArguments().Build(deleteExcluded: false);

    /// <summary>There is no rule: no name has to be asked about.</summary>
    public bool IsEmpty => _rules.Length == 0;

    /// <summary>Directories may have rules of their own.</summary>
    public bool ReadsDirectories => _files.Length > 0;

    internal IReadOnlyList<FilterRule> Rules => _rules;

    internal FilterSyntax Syntax { get; }

    internal bool DeletesExcluded { get; }

    /// <summary>Gives the rules for the first directory of one side of a transfer.</summary>
    /// <param name="directory">Null if it is not there: then it has no rules of its own.</param>
    /// <param name="path">Relative to the root of the transfer: empty for a source with a trailing slash, its name for one without.</param>
    /// <param name="root">Of this side. A source and a target have each their own scopes.</param>
    /// <param name="problem">A filter file that could not be heeded; the first of them.</param>
    internal FilterScope EnterRoot(IContentNode? directory, ReadOnlySpan<byte> path, FilterRoot root, out FilterProblem? problem)
    {
        problem = null;
        FilterScope scope = OpenScope(root);
        if (root.ReadFile is not null)
        {
            scope = AncestorRules.Read(scope, path, root, out problem);
        }

        scope = scope.Enter(directory, path, out FilterProblem? own);
        problem ??= own;
        return scope;
    }

    /// <summary>Gives the rules of the command line alone, as they are above the first directory.</summary>
    internal FilterScope OpenScope(FilterRoot root) => new(this, root.MakePrefix(), _files, [.. _files.Select(_ => Array.Empty<FilterRule>())]);
}
