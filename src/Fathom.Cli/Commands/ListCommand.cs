using System.CommandLine;
using System.CommandLine.Parsing;

using Fathom.Local;

namespace Fathom.Cli;

/// <summary><c>fathom list</c>: a line for every entry.</summary>
internal sealed class ListCommand
{
    private const string Name = "fathom list";

    private readonly Argument<string[]> _roots = new("ROOT") { Arity = ArgumentArity.OneOrMore, Description = RootCatalog.SyntaxWithIndex };

    private readonly Option<string?> _type = new("--type", "-t")
    {
        Description = "only these kinds, any of the letters fdlpscb: file, directory, link, pipe, socket, character and block device",
        HelpName = "LETTERS",
        Validators = { CheckLetters },
    };

    private readonly Option<string[]> _name = new("--name")
    {
        Description = "only entries whose last component matches GLOB; may be repeated",
        HelpName = "GLOB",
    };

    private readonly SizeOption _minSize = new("--min-size", isSigned: false) { Description = "only entries of at least SIZE bytes (apparent)" };

    private readonly SizeOption _maxSize = new("--max-size", isSigned: false) { Description = "only entries of at most SIZE bytes (apparent)" };

    private readonly TimeOption _newer = new("--newer") { Description = $"only what was modified after TIME: {TimeParser.Syntax}" };

    private readonly TimeOption _older = new("--older") { Description = "only what was modified before TIME" };

    private readonly IntegerOption _depth = new("--max-depth", 0, int.MaxValue, "-d") { Description = "go down N levels; 0 lists the root alone" };

    private readonly Option<bool> _sort = new("--sort") { Description = "sort by path; needs memory for all lines" };

    private readonly Option<bool> _null = new("--null", "-0") { Description = "end each path with NUL instead of a newline" };

    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "a JSON object with all attributes on each line" };

    private readonly Option<string?> _format = new("--format")
    {
        Description = $"print FORMAT for each entry, as find's -printf: {EntryTemplate.Directives} and \\n, \\t, \\0",
        HelpName = "FORMAT",
    };

    private readonly WalkOptionSet _walk = new();

    private ListCommand()
    {
    }

    internal static Command Create()
    {
        ListCommand list = new();
        DocumentedCommand command = new("list", "List every entry of a tree, a line each, the root first")
        {
            Arguments = { list._roots },
            Options =
            {
                list._type, list._name, list._minSize, list._maxSize, list._newer, list._older, list._depth,
                list._sort, list._null, list._jsonLines, list._format,
            },
            Examples =
            {
                new("fathom list /srv --newer 7d --type f", "files that changed within a week"),
                new("fathom list . --name '*.tmp' -0 | xargs -0 rm --", "safe whatever the names are"),
                new("fathom list /usr --sort --format '%s\\t%p\\n'", "sizes and paths, in order"),
                new("fathom list nfs://server/export --type f -0", "an NFS export, without mounting it"),
                new("fathom list srv.fathom:www --newer 7d", "from an index, without touching the tree"),
                new("fathom list /home --jsonl | jq -r 'select(.nlink > 1).path'", "all attributes, for programs"),
            },
            Notes =
            {
                "Each line is the root as given, a slash and the path below it. The root comes first; the rest comes as it is met, in an order that may differ from run to run. With --sort, paths are compared component by component as bytes, so a directory is followed by what it holds: a, a/b, a.c. Several roots are listed one after the other.",
                "Piped, names are the bytes that the tree holds. On a terminal they are quoted as ls does it, unless -0 is given.",
                "Attributes are fetched only if an option needs them: --min-size, --max-size, --newer, --older, --jsonl and most directives of --format do; --type and --name do not.",
                "--jsonl writes path, type (f, d, l, p, s, c, b; U if not known), size, allocated (bytes), inode, device, nlink, uid, gid, mode (permission bits, a decimal number), atime_ns, mtime_ns, ctime_ns (since 1970) and, for links, target. A path or target that is not UTF-8 has its exact bytes in path_b64 or target_b64. An attribute that the tree does not have is left out. An entry that could not be examined has error, such as \"EACCES: Permission denied\".",
                "In --format, an attribute that is not there is shown as '?', and %T@, %A@ and %C@ look as find prints them; times before 1678 or after 2262 are held at these ends.",
                "An index is listed as the tree would have been: paths begin with the root as it was scanned, and errors that the scan met come again. A directory that an unfinished scan has not listed yet is an error. The listing takes a temporary file of about 80 bytes an entry. Links cannot be followed.",
                "With -L, a link to a directory that holds it is reported as a loop and not listed, as find does it; --jsonl lists it with its error.",
            },
        };
        list._walk.AddTo(command);
        command.SetAction(list.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        CheckOutputOptions(result);
        bool isTerminal = Terminal.StandardOutput.IsTerminal;
        (StatMask wanted, Func<EntryFormatter> openFormatter) = ReadFormat(result, isTerminal);
        EntrySelection selection = ReadSelection(result);
        wanted |= selection.Wanted;
        WalkOptions excluding = _walk.Resolve(result);
        foreach (string root in result.GetValue(_roots)!)
        {
            RootCatalog.Check(PathText.ToBytes(root), excluding);
        }

        WalkOptions options = ReadWalk(result, excluding, selection, wanted);
        if (OperatingSystem.IsLinux())
        {
            LocalTree.RaiseDescriptorLimit();
        }

        using Interruption interruption = new(Name, "the list is not complete");
        using StandardOutput stream = new();
        Message message = new(Name);
        LineOutput output = new(stream, isTerminal);
        WalkRun run = new(options, _walk.ResolveRoots(result), _walk.ResolveReport(result), message, interruption.Token)
        {
            ShowsProgress = !isTerminal && !_walk.IsQuiet(result),
            Excludes = excluding.Filter as ExcludeFilter,
        };
        foreach (string root in result.GetValue(_roots)!)
        {
            run.Walk(root, new ListSink(wanted, selection, openFormatter, output, message)
            {
                IsSorted = result.GetValue(_sort),
                ListsLoops = result.GetValue(_jsonLines),
            });
        }

        stream.Flush();
        run.Report();
        return interruption.IsRequested ? ExitCode.Interrupted : run.HasErrors ? ExitCode.DoneWithErrors : ExitCode.Done;
    }

    private void CheckOutputOptions(ParseResult result)
    {
        if (result.GetValue(_jsonLines) && result.GetValue(_format) is not null)
        {
            throw new UsageException("--jsonl and --format cannot be combined");
        }

        if (result.GetValue(_null) && (result.GetValue(_jsonLines) || result.GetValue(_format) is not null))
        {
            throw new UsageException("-0 ends paths; in --format, write \\0");
        }
    }

    private (StatMask Wanted, Func<EntryFormatter> Open) ReadFormat(ParseResult result, bool isTerminal)
    {
        if (result.GetValue(_jsonLines))
        {
            return (JsonLineFormatter.Wanted, static () => new JsonLineFormatter());
        }

        if (result.GetValue(_format) is { } format)
        {
            EntryTemplate template = EntryTemplate.Parse(PathText.ToBytes(format));
            return (template.Wanted, () => new TemplateFormatter(template, isTerminal));
        }

        bool endsWithNul = result.GetValue(_null);
        byte terminator = endsWithNul ? (byte)0 : (byte)'\n';
        return (StatMask.None, () => new PathFormatter(terminator, isTerminal && !endsWithNul));
    }

    private EntrySelection ReadSelection(ParseResult result)
    {
        HashSet<EntryKind> kinds = [];
        foreach (char letter in result.GetValue(_type) ?? "")
        {
            kinds.Add(EntryKindLetter.Parse(letter));
        }

        List<GlobPattern> names = [];
        foreach (string name in result.GetValue(_name) ?? [])
        {
            names.Add(new GlobPattern(PathText.ToBytes(name)));
        }

        return new EntrySelection
        {
            Kinds = kinds,
            Names = names,
            MinSize = result.GetValue(_minSize),
            MaxSize = result.GetValue(_maxSize),
            Newer = result.GetValue(_newer),
            Older = result.GetValue(_older),
        };
    }

    private WalkOptions ReadWalk(ParseResult result, WalkOptions excluding, EntrySelection selection, StatMask wanted)
    {
        WalkOptions options = excluding with { MaxDepth = (int)(result.GetValue(_depth) ?? int.MaxValue) };

        // Without attributes to save, dropping early only costs.
        return wanted == StatMask.None || !selection.UsesListing
            ? options
            : options with { Filter = new SelectionFilter(selection, options.FollowLinks, options.Filter) };
    }

    private static void CheckLetters(OptionResult result)
    {
        string letters = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        foreach (char letter in letters)
        {
            if (EntryKindLetter.Parse(letter) == EntryKind.Unknown)
            {
                result.AddError($"invalid --type argument {NameEscaper.Quote(letters)}: give some of the letters {EntryKindLetter.All}");
                return;
            }
        }
    }
}
