using System.CommandLine;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary><c>fathom diff</c>: what changed between two states of a tree.</summary>
internal sealed class DiffCommand
{
    private const long DefaultLines = 20;

    private readonly Option<string> _by = new("--by")
    {
        Description = "what the lines are about: growth by dir, owner or ext, or each entry that differs",
        HelpName = "WHAT",
        DefaultValueFactory = static _ => "dir",
    };

    private readonly Option<string?> _only = new("--only")
    {
        Description = "only what was added, removed, changed or moved; directories are then sorted by that",
        HelpName = "KIND",
    };

    private readonly IntegerOption _lines = new("--lines", 0, long.MaxValue, "-n")
    {
        Description = "lines at most, 0 for all; by default 20, and all with --by entry",
    };

    private readonly Option<string?> _under = new("--under")
    {
        Description = "compare only this directory, relative to both roots",
        HelpName = "PATH",
    };

    private readonly IntegerOption _maxDepth = new("--max-depth", 0, int.MaxValue, "-d")
    {
        Description = "directories at most N levels below the root, also those that only repeat the growth of one below them",
    };

    private readonly Option<bool> _exitCode = new("--exit-code") { Description = "exit with 1 if anything differs" };
    private readonly ResultFormatOption _format = new();

    private readonly Argument<string> _old = new("OLD") { Description = ComparedRoot.Syntax };
    private readonly Argument<string> _new = new("NEW") { Description = "the same" };

    private readonly SizeDisplayOptions _sizes = new();
    private readonly WalkOptionSet _walk = new();

    internal static Command Create() => new DiffCommand().Build();

    private DocumentedCommand Build()
    {
        _by.AcceptOnlyFromAmong("dir", "owner", "ext", "entry");
        _only.AcceptOnlyFromAmong("added", "removed", "changed", "moved");
        DocumentedCommand command = new("diff", "What changed between two indexes, or between an index and the live tree")
        {
            Options = { _by, _only, _lines, _under, _maxDepth, _exitCode, _format },
            Arguments = { _old, _new },
            Examples =
            {
                new("fathom diff monday.fathom friday.fathom", "where it grew, the largest growth first"),
                new("fathom diff srv.fathom /srv", "since the index was written"),
                new("fathom diff export.fathom nfs://server/export", "the same, of an NFS export"),
                new("fathom diff srv.fathom /srv --by entry --only removed", "what is gone"),
                new("fathom diff a.fathom:home b.fathom:home --by owner", "who takes more space below home"),
                new("fathom diff -q --exit-code --by entry original copy", "whether a copy is faithful"),
            },
            Notes =
            {
                "An entry has changed when its type, size (unless it is a directory), mtime, mode, owner, group or link target differ. Lines of --by entry "
                    + "begin with + added, - removed, ~ changed (and what), > moved (from -> to).",
                "What has the same device, inode and type as something that is gone, for files also the same size and mtime, has moved; a moved directory "
                    + "is one line, and its content counts neither as added nor as removed. This needs both roots to be the same directory of the same file system.",
                "GROWTH is NEW less OLD less MOVED. Live roots are scanned into a temporary index first; TMPDIR says where.",
            },
        };
        _sizes.AddTo(command);
        _walk.AddTo(command, canFollow: false);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        DiffGrouping by = result.GetValue(_by) switch
        {
            "owner" => DiffGrouping.Owner,
            "ext" => DiffGrouping.Extension,
            "entry" => DiffGrouping.Entry,
            _ => DiffGrouping.Directory,
        };
        ChangeKind? only = result.GetValue(_only) is { } word ? Enum.Parse<ChangeKind>(word, ignoreCase: true) : null;
        if (only is not null && by is DiffGrouping.Owner or DiffGrouping.Extension)
        {
            throw new UsageException("--only tells nothing with --by owner or ext: use it with --by dir or entry");
        }

        if (result.GetValue(_maxDepth) is not null && by != DiffGrouping.Directory)
        {
            throw new UsageException("--max-depth is for --by dir");
        }

        return new DiffRun(new DiffRequest
        {
            Old = result.GetValue(_old)!,
            New = result.GetValue(_new)!,
            By = by,
            Only = only,
            Limit = result.GetValue(_lines) ?? (by == DiffGrouping.Entry ? 0 : DefaultLines),
            Under = PathText.ToBytes((result.GetValue(_under) ?? string.Empty).Trim('/')),
            MaxDepth = (int?)result.GetValue(_maxDepth),
            Apparent = _sizes.IsApparent(result),
            Format = _format.Resolve(result) ?? ResultFormat.Table,
            Sizes = _sizes.IsChosen(result) ? _sizes.Resolve(result, Environment.GetEnvironmentVariable) : SizeFormat.Human,
            TellsByExitCode = result.GetValue(_exitCode),
            Scan = new ScanOptions { Walk = _walk.Resolve(result), WithoutAtimes = true, Recorded = [.. _walk.Describe(result)] },
            Opening = _walk.ResolveRoots(result),
            Report = _walk.ResolveReport(result),
            IsQuiet = _walk.IsQuiet(result),
        }).Run();
    }
}
