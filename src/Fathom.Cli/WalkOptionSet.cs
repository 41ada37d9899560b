using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>The options of every command that walks a tree, with the names that GNU du and find gave them, and those for servers.</summary>
internal sealed class WalkOptionSet
{
    private readonly IntegerOption _workers = new("--threads", 0, 1024, "-j")
    {
        Description = "worker threads; 0 means twice the processors, 8 to 64",
    };

    private readonly Option<bool> _oneFileSystem = new("--one-file-system", "-x")
    {
        Description = "do not enter directories on other file systems",
    };

    private readonly Option<bool> _followAll = new("--dereference", "-L")
    {
        Description = "follow all symbolic links; loops are reported",
    };

    private readonly Option<bool> _followRoots = new("--dereference-args", "-D", "-H")
    {
        Description = "follow symbolic links on the command line only",
    };

    private readonly Option<string[]> _exclude = new("--exclude")
    {
        Description = "leave out what PATTERN matches: a whole path or a tail of it after a slash; may be repeated",
        HelpName = "PATTERN",
    };

    private readonly Option<string[]> _excludeFrom = new("--exclude-from", "-X")
    {
        Description = "leave out what the patterns in FILE match, one a line; - is standard input",
        HelpName = "FILE",
    };

    private readonly Option<bool> _snapshots = new("--snapshots")
    {
        Description = "enter .snapshot, .snapshots, .zfs and ~snapshot; the default on local trees",
    };

    private readonly Option<bool> _noSnapshots = new("--no-snapshots")
    {
        Description = "leave out snapshot directories; the default on network trees",
    };

    private readonly Option<bool> _statistics = new("--stats")
    {
        Description = "print what the walk did on standard error",
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q")
    {
        Description = "no progress line on a terminal",
    };

    private readonly NfsOptionSet _nfs = new();

    private readonly VaultOptionSet _vault = new(PasswordKind.OfRoots);

    /// <summary>Adds the options to <paramref name="command"/>, those for servers included.</summary>
    /// <param name="canFollow">Symbolic links below the root may be followed.</param>
    internal void AddTo(DocumentedCommand command, bool canFollow = true)
    {
        command.Options.Add(_oneFileSystem);
        if (canFollow)
        {
            command.Options.Add(_followAll);
        }

        command.Options.Add(_followRoots);
        command.Options.Add(_exclude);
        command.Options.Add(_excludeFrom);
        command.Options.Add(_snapshots);
        command.Options.Add(_noSnapshots);
        command.Options.Add(_workers);
        command.Options.Add(_statistics);
        command.Options.Add(_quiet);
        _nfs.AddTo(command);
        _vault.AddTo(command);
    }

    /// <summary>How to walk. Reads the files of <c>--exclude-from</c>, so it is called once.</summary>
    /// <exception cref="FathomException">A file of patterns cannot be read.</exception>
    internal WalkOptions Resolve(ParseResult result) => new()
    {
        Workers = (int)(result.GetValue(_workers) ?? 0),
        OneFileSystem = result.GetValue(_oneFileSystem),
        FollowLinks = result.GetValue(_followAll),
        Filter = ReadFilter(result),
        IncludeSnapshots = ReadSnapshots(result),
    };

    /// <summary>How to open roots.</summary>
    internal RootOptions ResolveRoots(ParseResult result) => new()
    {
        FollowsLinks = result.GetValue(_followAll) || result.GetValue(_followRoots),
        Nfs = _nfs.Resolve(result),
        Password = _vault.Resolve(result),
    };

    /// <summary>What is to be printed at the end.</summary>
    internal ReportOptions ResolveReport(ParseResult result) => new()
    {
        PrintsStatistics = result.GetValue(_statistics),
        ExplainsIo = _nfs.Explains(result),
    };

    /// <summary>Whether there is no progress line.</summary>
    internal bool IsQuiet(ParseResult result) => result.GetValue(_quiet);

    /// <summary>What decides which entries a walk comes to, in words: a scan that is resumed must be given the same.</summary>
    /// <exception cref="FathomException">A file of patterns cannot be read.</exception>
    internal IEnumerable<KeyValuePair<string, string>> Describe(ParseResult result)
    {
        bool? snapshots = ReadSnapshots(result);
        yield return new("--one-file-system", result.GetValue(_oneFileSystem) ? "on" : string.Empty);
        yield return new("--dereference-args", result.GetValue(_followRoots) ? "on" : string.Empty);
        yield return new("--exclude", string.Join('\n', ReadPatterns(result).ConvertAll(pattern => PathText.ToText(pattern))));
        yield return new("--snapshots", snapshots is null ? string.Empty : snapshots.Value ? "on" : "off");
    }

    private ExcludeFilter? ReadFilter(ParseResult result)
    {
        List<byte[]> patterns = ReadPatterns(result);
        return patterns.Count == 0 ? null : new ExcludeFilter(patterns);
    }

    private List<byte[]> ReadPatterns(ParseResult result)
    {
        List<byte[]> patterns = [];
        foreach (string pattern in result.GetValue(_exclude) ?? [])
        {
            patterns.Add(PathText.ToBytes(pattern));
        }

        foreach (string file in result.GetValue(_excludeFrom) ?? [])
        {
            patterns.AddRange(ExcludeFilter.ReadPatterns(InputFile.ReadAll(file)));
        }

        return patterns;
    }

    // Of the two, the last one given wins.
    private bool? ReadSnapshots(ParseResult result)
    {
        bool? included = null;
        foreach (Token token in result.Tokens)
        {
            if (token.Type == TokenType.Option && (token.Value == _snapshots.Name || token.Value == _noSnapshots.Name))
            {
                included = token.Value == _snapshots.Name;
            }
        }

        return included;
    }
}
