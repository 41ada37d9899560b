namespace Fathom.Local;

/// <summary>Form of a synthetic tree.</summary>
public enum TreeShape
{
    /// <summary>Like a home or project tree: one directory per 19 entries, 2 to 12 levels, skewed fan-out, log-normal
    /// sizes, some symlinks and hard links.</summary>
    Mix = 0,

    /// <summary>Two levels: one directory per 100 entries, all under the root.</summary>
    Wide = 1,

    /// <summary>One chain of directories, each with about two files and the next directory.</summary>
    Deep = 2,

    /// <summary>All entries are files in the root.</summary>
    Flat = 3,

    /// <summary>Everything that breaks tools: names that are not UTF-8 or hold newlines, every kind of node, loops of
    /// symlinks, holes, special modes, times before 1970 and after 2038, a <c>.snapshot</c> directory.</summary>
    Odd = 4,
}
