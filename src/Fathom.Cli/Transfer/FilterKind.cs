namespace Fathom.Cli;

/// <summary>Which option gave a filter.</summary>
internal enum FilterKind
{
    Rule,
    Include,
    Exclude,
    IncludeFrom,
    ExcludeFrom,

    /// <summary><c>-F</c>, once or twice.</summary>
    FilterFiles,

    /// <summary><c>-C</c>.</summary>
    CvsExclude,
}
