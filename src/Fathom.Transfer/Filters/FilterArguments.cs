namespace Fathom.Transfer;

/// <summary>The filter options of a command line, in their order: rsync's <c>--filter</c>, <c>--include</c>, <c>--exclude</c>, <c>-F</c>
/// and <c>-C</c>. A rule without meaning is a <see cref="FilterException"/> where it is added. Not thread-safe.</summary>
public sealed class FilterArguments
{
    private readonly FilterList _list = new([]);
    private readonly FilterSyntax _syntax;
    private readonly FilterParser _parser;
    private int _perDirectoryOptions;
    private bool _excludesCvs;

    /// <summary>Begins with no rules.</summary>
    /// <param name="readFile">Reads files that <c>merge</c> rules name; null if there must be none.</param>
    /// <param name="nulSeparated">Rules in files end with NUL and not with the line (<c>-0</c>); also in those of directories.</param>
    /// <param name="cvsPatterns">For <c>-C</c>: content of <c>$HOME/.cvsignore</c>, white space, and <c>$CVSIGNORE</c>; copied.</param>
    public FilterArguments(FilterFileReader? readFile = null, bool nulSeparated = false, ReadOnlySpan<byte> cvsPatterns = default)
    {
        _syntax = new FilterSyntax
        {
            ReadFile = readFile ?? (_ => null),
            NulSeparated = nulSeparated,
            CvsPatterns = cvsPatterns.ToArray(),
        };
        _parser = new FilterParser(_list, _syntax, FilterAnchor.Root);
    }

    /// <summary>Adds a rule (<c>--filter=RULE</c>, <c>-f</c>).</summary>
    /// <param name="rule">Raw bytes; an empty rule does nothing.</param>
    public void AddRule(ReadOnlySpan<byte> rule) => _parser.ReadRule(rule, FilterFlags.None, isOldStyle: false);

    /// <summary>Adds a pattern to be let through (<c>--include=PATTERN</c>), or to be left out with "- " before it.</summary>
    /// <param name="pattern">Raw bytes.</param>
    public void AddInclude(ReadOnlySpan<byte> pattern) => _parser.ReadRule(pattern, FilterFlags.Include, isOldStyle: true);

    /// <summary>Adds a pattern to be left out (<c>--exclude=PATTERN</c>), or to be let through with "+ " before it.</summary>
    /// <param name="pattern">Raw bytes.</param>
    public void AddExclude(ReadOnlySpan<byte> pattern) => _parser.ReadRule(pattern, FilterFlags.None, isOldStyle: true);

    /// <summary>Adds the patterns of a file (<c>--include-from=FILE</c>).</summary>
    /// <param name="content">Of the file; lines that begin with '#' or ';' are comments.</param>
    /// <param name="name">Of the file, for messages.</param>
    public void AddIncludeFrom(ReadOnlySpan<byte> content, string name) => _parser.ReadFile(content, FilterFlags.Include, isOldStyle: true, name);

    /// <summary>Adds the patterns of a file (<c>--exclude-from=FILE</c>).</summary>
    /// <param name="content">Of the file; lines that begin with '#' or ';' are comments.</param>
    /// <param name="name">Of the file, for messages.</param>
    public void AddExcludeFrom(ReadOnlySpan<byte> content, string name) => _parser.ReadFile(content, FilterFlags.None, isOldStyle: true, name);

    /// <summary>Adds what <c>-F</c> stands for: the first time the files <c>.rsync-filter</c> of all directories, the second time that
    /// those files are left out.</summary>
    public void AddPerDirectoryFiles()
    {
        _perDirectoryOptions++;
        if (_perDirectoryOptions == 1)
        {
            AddRule(": /.rsync-filter"u8);
        }
        else if (_perDirectoryOptions == 2)
        {
            AddRule("- .rsync-filter"u8);
        }
    }

    /// <summary>Leaves out what CVS ignores (<c>-C</c>): after all other rules, wherever this is called.</summary>
    public void ExcludeCvs() => _excludesCvs = true;

    /// <summary>Ends the command line; nothing may be added afterwards.</summary>
    /// <param name="deleteExcluded">Rules that name no side do not keep names from being deleted (<c>--delete-excluded</c>).</param>
    public FilterRules Build(bool deleteExcluded)
    {
        if (_excludesCvs)
        {
            _excludesCvs = false;
            AddRule(":C"u8);
            AddRule("-C"u8);
        }

        // Files in the tree come from whoever owns the source: they name no files elsewhere.
        return new FilterRules([.. _list.Rules], [.. _list.MergeFiles], _syntax with { ReadFile = null }, deleteExcluded);
    }
}
