using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom du</c>: where the space went.</summary>
internal sealed class DuCommand
{
    private readonly Option<bool> _all = new("--all", "-a") { Description = "lines for all files, not just directories" };
    private readonly Option<bool> _summarize = new("--summarize", "-s") { Description = "only a total for each PATH" };
    private readonly Option<bool> _total = new("--total", "-c") { Description = "a grand total at the end" };
    private readonly Option<bool> _countLinks = new("--count-links", "-l") { Description = "count sizes many times if hard linked" };
    private readonly Option<bool> _inodes = new("--inodes") { Description = "count entries instead of bytes" };
    private readonly Option<bool> _null = new("--null", "-0") { Description = "end each line with NUL, not newline" };
    private readonly Option<bool> _time = new("--time") { Description = "show the newest modification below each directory" };
    private readonly Option<bool> _json = new("--json") { Description = "one JSON document: totals, errors, the tree to the depth asked for" };

    private readonly Option<bool> _overhead = new("--overhead")
    {
        Description = "at the end, what encryption costs: stored bytes beside those of the cleartext, by kind; each PATH is vault:ROOT",
    };

    private readonly IntegerOption _maxDepth = new("--max-depth", 0, int.MaxValue, "-d")
    {
        Description = "lines only for what is at most N levels below PATH",
    };

    private readonly SizeOption _threshold = new("--threshold", isSigned: true, "-t")
    {
        Description = "leave out lines smaller than SIZE, or larger than -SIZE if negative",
    };

    private readonly Option<string?> _files0From = new("--files0-from")
    {
        Description = "read NUL-terminated paths from FILE; - is standard input",
        HelpName = "FILE",
    };

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "a directory or any other file, nfs://HOST/EXPORT[/DIR], vault:ROOT, an index of fathom scan, or INDEX:PATH in it; by default the current directory",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly SizeDisplayOptions _sizes = new();
    private readonly WalkOptionSet _walk = new();

    internal static Command Create() => new DuCommand().Build();

    private DocumentedCommand Build()
    {
        DocumentedCommand command = new("du", "Disk usage: where the space went")
        {
            Options = { _all, _summarize, _total, _maxDepth, _threshold, _countLinks, _inodes, _time, _null, _files0From, _overhead, _json },
            Arguments = { _paths },
            Examples =
            {
                new("fathom du", "the biggest directories here, as a tree with bars"),
                new("fathom du -sh *", "a total for each name, in human sizes"),
                new("fathom du -xh -d1 /", "one level of the root file system"),
                new("fathom du -a -t1G /srv", "everything of at least a gibibyte"),
                new("fathom du --json -d2 /home", "for programs"),
                new("fathom du -h -d1 nfs://server/export/home", "an NFS export, without mounting it"),
                new("fathom du -sb --overhead vault:/nas/vault", "a vault, and what its encryption costs"),
                new("fathom du -h -d1 srv.fathom:home/me", "from an index, as if /srv/home/me were walked"),
            },
            Notes =
            {
                "Into a pipe or a file the lines are those of GNU du 9.1, directories after their content and siblings sorted by name. "
                    + "On a terminal, without -s or -0, the biggest are shown as a tree that fits the window.",
                "A file with several hard links counts once, in the directory where a walk in the order of the listings meets it first, "
                    + "whatever the number of threads.",
                "X.fathom is answered from the index, and X.fathom:PATH from a part of it; PATH is as the index stores it, or relative to its root. The lines are those of the "
                    + "walk at the time of the scan, but a file with hard links counts where a walk of the whole index meets it first, and with --time an operand "
                    + "that holds an earlier one keeps its newest time. A file that exists under the whole name comes first; X.fathom/. is the folder of the index.",
                "--overhead walks the ciphertext once more, and decrypts nothing. It compares what -b, or --apparent-size, or --inodes says; otherwise the space that is occupied "
                    + "with what the cleartext would occupy, which is its sizes in blocks of 4 KiB. Content that no name leads to any more counts too.",
            },
        };
        _sizes.AddTo(command);
        _walk.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        if (result.GetValue(_summarize))
        {
            RefuseWithSummarize(result);
        }

        string? files0From = result.GetValue(_files0From);
        string[] operands = result.GetValue(_paths) ?? [];
        if (files0From is not null && operands.Length > 0)
        {
            throw new UsageException($"extra operand {NameEscaper.Quote(operands[0])}: file operands cannot be combined with --files0-from");
        }

        DuOptions options = new()
        {
            Walk = _walk.Resolve(result),
            Roots = _walk.ResolveRoots(result),
            IsQuiet = _walk.IsQuiet(result),
            Report = _walk.ResolveReport(result),
            KeepEntries = result.GetValue(_all),
            Depth = result.GetValue(_summarize) ? 0 : (int)(result.GetValue(_maxDepth) ?? int.MaxValue),
            CountLinks = result.GetValue(_countLinks),
            PrintsTotal = result.GetValue(_total),
            PrintsTimes = result.GetValue(_time),
            PrintsOverhead = result.GetValue(_overhead),
            Threshold = result.GetValue(_threshold) ?? 0,
            Measure = result.GetValue(_inodes) ? DuMeasure.Entries
                : _sizes.IsApparent(result) ? DuMeasure.Apparent
                : DuMeasure.Allocated,
            Size = _sizes.Resolve(result, Environment.GetEnvironmentVariable),
            HasSizeFormat = _sizes.IsChosen(result),
            Terminator = result.GetValue(_null) ? (byte)0 : (byte)'\n',
            Style = result.GetValue(_json) ? DuStyle.Json
                : Terminal.StandardOutput.IsTerminal && !result.GetValue(_summarize) && !result.GetValue(_null) ? DuStyle.Tree
                : DuStyle.Lines,
        };
        DuRoots roots = files0From is not null ? DuRoots.Read(files0From) : DuRoots.Of(operands);
        return new DuRun(options).Run(roots);
    }

    private void RefuseWithSummarize(ParseResult result)
    {
        if (result.GetValue(_all))
        {
            throw new UsageException("cannot both summarize and show all entries");
        }

        if (result.GetValue(_maxDepth) is > 0 and long depth)
        {
            throw new UsageException($"summarizing conflicts with --max-depth={depth}");
        }
    }
}
