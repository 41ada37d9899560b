using System.Diagnostics;

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

        using StandardOutput output = new();
        using Interruption interruption = new("fathom du");
        using DuView view = DuView.Create(options, output);
        using (ProgressLine.Start(options.IsQuiet, FormatProgress))
        {
            RollupLedger? ledger = CreateLedger(roots);
            foreach (ReadOnlyMemory<byte> path in roots.Paths)
            {
                if (!interruption.IsRequested && !Excludes(path.Span))
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
                _total.Add(sink.Report.Total);
                view.Show(tree.RootName, sink.Report);
            }
        }
        catch (FathomException failure)
        {
            _hasFailed = true;
            _errors.Add(new WalkError(WalkStage.Root, null, failure.Path, failure.Errno));
            _message.Write(failure.What, failure.Path, failure.Errno.Describe());
        }
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

    private RollupLedger? CreateLedger(DuRoots roots)
    {
        bool isShared = (roots.Paths.Count > 1 || options.Walk.FollowLinks) && !options.CountLinks;
        if (!isShared)
        {
            return null;
        }

        // A file that is a root by itself may also lie below another root, with a single link.
        HashSet<NodeId> single = [];
        EntryBatch root = new(4096);
        for (int i = 0; roots.Paths.Count > 1 && i < roots.Paths.Count; i++)
        {
            try
            {
                using ITree tree = RootCatalog.Open(roots.Paths[i].Span, options.FollowRoots);
                if (tree.ReadRoot(StatMask.Inode | StatMask.Device, root) == Errno.None && root.Kinds[0] != EntryKind.Directory)
                {
                    single.Add(new NodeId(root.Devices[0], root.Inodes[0]));
                }
            }
            catch (FathomException)
            {
                // Reported when its turn comes.
            }
        }

        return new RollupLedger(isShared, single);
    }

    private int FormatProgress(Span<byte> line) =>
        WalkReport.FormatProgress(_walker?.Progress ?? default, Stopwatch.GetElapsedTime(_started), line);
}
