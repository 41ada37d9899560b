using System.Diagnostics;

using Fathom.Local;

namespace Fathom.Cli;

/// <summary>One run of du: walks the roots in turn, so that what two of them share counts with the first.</summary>
internal sealed class DuRun(DuOptions options)
{
    private readonly Message _message = new("fathom du");
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<WalkError> _errors = [];
    private volatile Walker? _walker;
    private WalkSummary? _summary;
    private Rollup _total = Rollup.Empty;
    private bool _hasFailed;

    internal int Run(DuRoots roots)
    {
        RootCatalog.Prepare();
        foreach (string problem in roots.Problems)
        {
            _message.Write(problem);
            _hasFailed = true;
        }

        using Interruption interruption = new("fathom du");
        StatResult[] known = roots.Paths.Count > 1 ? RootCatalog.Examine(roots.Paths, options.FollowRoots, interruption.Token) : [];
        IndexOperand?[] indexes = FindIndexes(roots, known);
        using DuIndexes answers = new(options, _message);
        using StandardOutput output = new();
        using DuView view = DuView.Create(options, output, roots.Paths.Count);
        using (ProgressLine.Start(options.IsQuiet, FormatProgress))
        {
            RollupLedger? ledger = CreateLedger(roots, known);
            for (int i = 0; i < roots.Paths.Count && !interruption.IsRequested; i++)
            {
                ReadOnlyMemory<byte> path = roots.Paths[i];
                if (indexes[i] is { } index)
                {
                    answers.Count(index, path.Span, (node, report) => Show(node.Path.Span, report, view), interruption.Token);
                }
                else if (Excludes(path.Span))
                {
                    continue;
                }
                else if (i < known.Length && known[i].IsFound && known[i].Stat.Kind != EntryKind.Directory)
                {
                    ShowFile(path.Span, known[i].Stat, ledger, view);
                }
                else
                {
                    RunRoot(path, ledger, view, interruption.Token);
                }
            }
        }

        view.End(_total, _errors, interruption.IsRequested, Stopwatch.GetElapsedTime(_started));
        output.Flush();
        if (options.PrintsStatistics && _summary is not null)
        {
            WalkReport.WriteStatistics(_summary);
        }

        _hasFailed |= answers.HasFailed;
        return interruption.IsRequested ? ExitCode.Interrupted : _hasFailed ? ExitCode.DoneWithErrors : ExitCode.Done;
    }

    private bool Excludes(ReadOnlySpan<byte> path) => options.Walk.Filter is ExcludeFilter filter && filter.IsExcluded(path);

    private void RunRoot(ReadOnlyMemory<byte> path, RollupLedger? ledger, DuView view, CancellationToken cancellation)
    {
        try
        {
            using ITree tree = RootCatalog.Open(path.Span, options.FollowRoots);
            RollupSink sink = new(new RollupOptions
            {
                Depth = options.Depth,
                KeepEntries = options.KeepEntries,
                CountLinks = options.CountLinks,
                OneFileSystem = options.Walk.OneFileSystem,
                FollowLinks = options.Walk.FollowLinks,
                WithTimes = options.PrintsTimes,
                Ledger = ledger,
                OnError = Report,
            });

            // Following links, a directory may be reached twice, and only one thread comes to the first way first.
            _walker = new Walker(tree, options.Walk.FollowLinks ? options.Walk with { Workers = 1 } : options.Walk);
            WalkSummary summary = _walker.Run(sink, cancellation);
            _summary = _summary is null ? summary : _summary.Plus(summary);
            if (sink.Report.HasRoot)
            {
                Show(tree.RootName, sink.Report, view);
            }
        }
        catch (FathomException failure)
        {
            _hasFailed = true;
            _errors.Add(new WalkError(WalkStage.Root, null, failure.Path, failure.Errno));
            _message.Write(failure.What, failure.Path, failure.Errno.Describe());
        }
    }

    private void Show(ReadOnlySpan<byte> root, RollupReport report, DuView view)
    {
        _total.Add(report.Total);
        view.Show(root, report);
    }

    // Lists of files may have millions of names, and a file is no index.
    private IndexOperand?[] FindIndexes(DuRoots roots, StatResult[] known)
    {
        IndexOperand?[] found = new IndexOperand?[roots.Paths.Count];
        for (int i = 0; i < found.Length; i++)
        {
            if (i < known.Length && known[i].IsFound && known[i].Stat.Kind is not (EntryKind.Directory or EntryKind.Symlink))
            {
                continue;
            }

            found[i] = IndexOperand.Read(roots.Paths[i].Span);
            if (found[i] is { } operand)
            {
                DuIndexes.CheckOptions(options, operand);
            }
        }

        return found;
    }

    private void Report(WalkError error)
    {
        _hasFailed = true;
        _message.Write(error);
        if (options.Style == DuStyle.Json)
        {
            _errors.Add(error);
        }
    }

    // No walk for what is no directory: lists of files may have millions of names.
    private void ShowFile(ReadOnlySpan<byte> path, in FileStat stat, RollupLedger? ledger, DuView view)
    {
        if (ledger?.TryCount(stat.Id) != false)
        {
            Rollup own = new() { Apparent = stat.Size, Allocated = stat.Allocated, Entries = 1, NewestMtime = stat.Mtime };
            _total.Add(own);
            view.Show(path, new RollupReport(stat.Kind, own));
        }
    }

    private RollupLedger? CreateLedger(DuRoots roots, StatResult[] known)
    {
        bool isShared = (roots.Paths.Count > 1 || options.Walk.FollowLinks) && !options.CountLinks;
        if (!isShared)
        {
            return null;
        }

        // A file that is a root by itself may also lie below another root, with a single link.
        HashSet<NodeId> single = [];
        foreach (StatResult result in known)
        {
            if (result.IsFound && result.Stat.Kind != EntryKind.Directory)
            {
                single.Add(result.Stat.Id);
            }
        }

        return new RollupLedger(isShared, single);
    }

    private int FormatProgress(Span<byte> line) =>
        WalkReport.FormatProgress(_walker?.Progress ?? default, Stopwatch.GetElapsedTime(_started), line);
}
