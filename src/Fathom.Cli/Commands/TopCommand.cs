using System.CommandLine;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary><c>fathom top</c>: what is largest, oldest, most.</summary>
internal sealed class TopCommand
{
    private readonly Argument<string> _root = new("ROOT")
    {
        Description = "an index of fathom scan, INDEX:PATH in it, or " + RootCatalog.Syntax + ", which is scanned first",
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<string> _by = new("--by")
    {
        Description = "what to show: " + string.Join(", ", TopTable.Kinds),
        HelpName = "WHAT",
        DefaultValueFactory = static _ => TopTable.Kinds[0],
    };

    private readonly IntegerOption _count = new("--count", 1, 1_000_000, "-n") { Description = "rows; 20 if not given, and of ages always all" };

    private readonly Option<string?> _under = new("--under")
    {
        Description = "only what is below PATH: relative to the root, or as the index stores it",
        HelpName = "PATH",
    };

    private readonly ResultFormatOption _format = new();
    private readonly SizeDisplayOptions _sizes = new();
    private readonly WalkOptionSet _walk = new();

    internal static Command Create() => new TopCommand().Build();

    private DocumentedCommand Build()
    {
        _by.AcceptOnlyFromAmong(TopTable.Kinds);
        DocumentedCommand command = new("top", "The largest, the oldest, the most: of an index, or of a tree")
        {
            Options = { _by, _count, _under, _format },
            Arguments = { _root },
            Examples =
            {
                new("fathom top srv.fathom", "the 20 largest files"),
                new("fathom top srv.fathom --by dir -n 50 --under home", "the largest directories below /srv/home"),
                new("fathom top srv.fathom --by owner --format csv", "bytes by owner, for a spreadsheet"),
                new("fathom top /var --by age", "how old files are, without an index"),
            },
            Notes =
            {
                "size, oldest: files. links: what has several hard links. dir: subtrees. entries: directories that hold the most entries themselves. "
                    + "ext, age: files. owner, group, type: all entries, so that owners add up to what du prints.",
                "Each file counts once however many hard links it has, at the link that a walk meets first. Allocated sizes decide the order and the shares; with "
                    + "--apparent-size or -b, apparent ones. Ages are by the last change of content: <7d is at least a day and less than seven, a year has 365 days.",
                "A tree without an index is scanned into a temporary one, which is removed.",
            },
        };
        _sizes.AddTo(command);
        _walk.AddTo(command, canFollow: false);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        TopOptions options = new()
        {
            Count = (int)(result.GetValue(_count) ?? 20),
            Under = result.GetValue(_under) is { } under ? PathText.ToBytes(under) : null,
            ByApparentSize = _sizes.IsApparent(result),
        };
        return new TopRun(new TopRequest
        {
            Root = PathText.ToBytes(result.GetValue(_root)!),
            By = result.GetValue(_by)!,
            Options = options,
            Format = _format.Resolve(result) ?? ResultFormat.Table,
            Sizes = _sizes.IsChosen(result) ? _sizes.Resolve(result, Environment.GetEnvironmentVariable) : SizeFormat.Human,
            Walk = _walk.Resolve(result),
            Opening = _walk.ResolveRoots(result),
            IsQuiet = _walk.IsQuiet(result),
            Report = _walk.ResolveReport(result),
        }).Run();
    }
}
