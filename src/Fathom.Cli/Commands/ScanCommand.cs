using System.CommandLine;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary><c>fathom scan</c>: writes an index of a tree.</summary>
internal sealed class ScanCommand
{
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "the index to write, a folder usually called NAME.fathom",
        HelpName = "INDEX",
        Required = true,
    };

    private readonly Option<bool> _resume = new("--resume") { Description = "go on with a scan that was interrupted or killed" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "replace an index, which stays whole until the new one is" };
    private readonly Option<bool> _parquetV1 = new("--parquet-v1") { Description = "write Parquet's first page format, for old readers" };
    private readonly Option<bool> _dirsOnly = new("--dirs-only") { Description = "store directories and their totals, and no entries of files" };
    private readonly Option<bool> _noAtime = new("--no-atime") { Description = "store no access times" };
    private readonly Option<bool> _json = new("--json") { Description = "print the summary as one JSON document" };

    private readonly Option<string?> _estimate = new("--estimate-from")
    {
        Description = "an earlier index of the roots, to tell how long it will take; with --overwrite, the one that is replaced",
        HelpName = "INDEX",
    };

    private readonly IntegerOption _partRows = new("--part-rows", 1, 1 << 30)
    {
        Description = "entries of one Parquet file, about; a multiple of it is committed at once. 250000 by default",
    };

    private readonly IntegerOption _maxDepth = new("--max-depth", 0, int.MaxValue, "-d")
    {
        Description = "do not enter directories more than N levels below ROOT",
    };

    private readonly Argument<string[]> _roots = new("ROOT")
    {
        Description = RootCatalog.Syntax + "; with --resume, by default those of the first run",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly WalkOptionSet _walk = new();

    internal static Command Create() => new ScanCommand().Build();

    private DocumentedCommand Build()
    {
        DocumentedCommand command = new("scan", "Write an index of a tree, for top, query, diff and any reader of Parquet")
        {
            Options = { _output, _resume, _overwrite, _maxDepth, _dirsOnly, _noAtime, _parquetV1, _partRows, _estimate, _json },
            Arguments = { _roots },
            Examples =
            {
                new("fathom scan /srv -o srv.fathom", "everything below /srv"),
                new("fathom scan nfs://server/export -o export.fathom", "an NFS export, without mounting it"),
                new("fathom scan /srv -o srv.fathom --resume", "go on after a crash, a reboot or Ctrl-C"),
                new("fathom scan -x / -o root.fathom --exclude '*.o' --overwrite -q --json", "from cron"),
            },
            Notes =
            {
                "What is found is committed every half a million entries or 20 seconds. A scan that is killed at any moment is resumed from its "
                    + "last commit, with nothing lost and nothing twice. The Parquet files can be read while the scan goes on.",
                "The index itself is not entered where it lies below ROOT: it changes while it is written.",
                "When a server stops answering, what was found is kept: --resume goes on when it is back, with the URL of the first run unless another "
                    + "one is given. Roots of one index are all local or all on one server.",
                "Directories and entries that cannot be read are part of the index: fathom errors shows them, and the exit code is 1.",
            },
        };
        _walk.AddTo(command, canFollow: false);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        string[] roots = result.GetValue(_roots) ?? [];
        bool resumes = result.GetValue(_resume);
        bool overwrites = result.GetValue(_overwrite);
        if (string.IsNullOrEmpty(result.GetValue(_output)))
        {
            throw new UsageException("option '--output' is empty: give the folder of the index");
        }

        if (roots.Length > IndexScan.MaxRoots)
        {
            throw new UsageException($"{roots.Length} roots are too many for one index: give at most {IndexScan.MaxRoots}");
        }

        if (roots.Length == 0 && !resumes)
        {
            throw new UsageException("missing ROOT: give the directory to scan");
        }

        long depth = result.GetValue(_maxDepth) ?? int.MaxValue;
        WalkOptions walk = _walk.Resolve(result) with { MaxDepth = (int)depth };
        byte[][] typed = Array.ConvertAll(roots, PathText.ToBytes);
        Array.ForEach(typed, root => RootCatalog.Check(root, walk));
        ScanOptions options = new()
        {
            Walk = walk,
            Sources = Array.Exists(typed, root => !RootCatalog.IsLocal(root)) ? typed : [],
            DirectoriesOnly = result.GetValue(_dirsOnly),
            WithoutAtimes = result.GetValue(_noAtime),
            RowsPerPart = result.GetValue(_partRows) ?? ScanOptions.Default.RowsPerPart,
            ParquetV1 = result.GetValue(_parquetV1),
            Recorded =
            [
                .. _walk.Describe(result),
                new("--max-depth", depth == int.MaxValue ? string.Empty : $"{depth}"),
                new("--dirs-only", result.GetValue(_dirsOnly) ? "on" : string.Empty),
                new("--no-atime", result.GetValue(_noAtime) ? "on" : string.Empty),
            ],
        };
        return new ScanRun(new ScanRequest
        {
            Output = result.GetValue(_output)!,
            Roots = Array.ConvertAll(typed, root => RootCatalog.NameOf(root)),
            Options = options,
            Resumes = resumes,
            Overwrites = overwrites,
            EstimateFrom = result.GetValue(_estimate),
            Opening = _walk.ResolveRoots(result),
            IsQuiet = _walk.IsQuiet(result),
            IsJson = result.GetValue(_json),
            Report = _walk.ResolveReport(result),
        }).Run();
    }
}
