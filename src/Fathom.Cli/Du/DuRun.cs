using System.Diagnostics;
using Fathom.Local;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>One run of du: walks the roots in turn, so that what two of them share counts with the first.</summary>
internal sealed class DuRun(DuOptions options)
{
    private readonly Message _message = new("fathom du");
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<WalkError> _errors = [];
    private volatile Walker? _walker;
    private readonly Dictionary<string, RollupLedger?> _ledgers = new(StringComparer.Ordinal);
    private readonly IoReport _io = new(options.Report);
    private WalkSummary? _summary;
    private Rollup _total = Rollup.Empty;
    private bool _hasFailed;
    private bool _hasLostServer;

    internal int Run(DuRoots roots)
    {
        RootCatalog.Prepare();
        foreach (string problem in roots.Problems)
        {
            _message.Write(problem);
            _hasFailed = true;
        }

        foreach (ReadOnlyMemory<byte> path in roots.Paths)
        {
            RootCatalog.Check(path.Span, options.Walk);
            if (options.PrintsOverhead)
            {
                DuOverhead.Check(path.Span, options.Walk);
            }
        }

        using Interruption interruption = new("fathom du");
        StatResult[] known = roots.Paths.Count > 1 ? RootCatalog.Examine(roots.Paths, options.Roots.FollowsLinks, interruption.Token) : [];
        IndexOperand?[] indexes = FindIndexes(roots, known);
        using DuIndexes answers = new(options, _message);
        using StandardOutput output = new();
        using DuView view = DuView.Create(options, output, roots.Paths.Count);
        using (ProgressLine.Start(options.IsQuiet, FormatProgress))
        {
            for (int i = 0; i < roots.Paths.Count && !interruption.IsRequested; i++)
            {
                ReadOnlyMemory<byte> path = roots.Paths[i];
                RollupLedger? ledger = LedgerOf(path.Span, roots, known);
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

        view.End(_total, _errors, interruption.IsRequested || _hasLostServer, Stopwatch.GetElapsedTime(_started));
        output.Flush();
        if (options.Report.PrintsStatistics && _summary is not null)
        {
            WalkReport.WriteStatistics(_summary);
        }

        _io.Write();
        _hasFailed |= answers.HasFailed;
        return interruption.IsRequested ? ExitCode.Interrupted : _hasFailed ? ExitCode.DoneWithErrors : ExitCode.Done;
    }

    private bool Excludes(ReadOnlySpan<byte> path) => options.Walk.Filter is ExcludeFilter filter
        && filter.IsExcluded(RootCatalog.IsLocal(path) ? path : RootCatalog.NameOf(path));

    private void RunRoot(ReadOnlyMemory<byte> path, RollupLedger? ledger, DuView view, CancellationToken cancellation)
    {
        try
        {
            using ITree tree = RootCatalog.Open(path.Span, options.Roots, cancellation);
            Walk(tree, ledger, view, cancellation);
        }
        catch (FathomException failure)
        {
            _hasFailed = true;
            bool isLost = failure.IsTransient && RootCatalog.IsNetwork(path.Span);
            _errors.Add(new WalkError(WalkStage.Root, null, isLost ? RootCatalog.NameOf(path.Span) : failure.Path, failure.Errno));
            _message.Write(failure.What, failure.Path, failure.Errno.Describe());
            if (isLost)
            {
                _hasLostServer = true;
                _message.Write("not counted:", RootCatalog.NameOf(path.Span), LostServer.Advice);
            }
        }
        catch (VaultException failure)
        {
            _hasFailed = true;
            _errors.Add(new WalkError(WalkStage.Root, null, RootCatalog.NameOf(path.Span), Errno.EACCES));
            _message.Write(failure.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C before the server answered: the root counts nothing.
        }
    }

    private void Walk(ITree tree, RollupLedger? ledger, DuView view, CancellationToken cancellation)
    {
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
        Walker walker = new(tree, options.Walk.FollowLinks ? options.Walk with { Workers = 1 } : options.Walk);
        _walker = walker;
        try
        {
            WalkSummary summary = walker.Run(sink, cancellation);
            _summary = _summary is null ? summary : _summary.Plus(summary);
        }
        finally
        {
            _io.Add(tree, walker.Progress);
        }

        if (sink.Report.HasRoot)
        {
            Show(tree.RootName, sink.Report, view);
        }

        if (options.PrintsOverhead && tree is VaultTree vault && !cancellation.IsCancellationRequested)
        {
            WalkCiphertext(vault, view, cancellation);
        }
    }

    private void WalkCiphertext(VaultTree vault, DuView view, CancellationToken cancellation)
    {
        VaultOverhead overhead = new(vault, new VaultOverheadOptions { CountLinks = options.CountLinks, OnError = Report });
        Walker walker = new(vault.Ciphertext, options.Walk);
        _walker = walker;
        WalkSummary summary = walker.Run(overhead, cancellation);
        _summary = _summary?.Plus(summary);
        view.Overheads.Add(new DuOverhead(vault.RootName, overhead, isPartial: cancellation.IsCancellationRequested));
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
    private void ShowFile(ReadOnlySpan<byte> path, in NodeAttributes stat, RollupLedger? ledger, DuView view)
    {
        if (ledger?.TryCount(stat.Id) != false)
        {
            Rollup own = new() { Apparent = stat.Size, Allocated = stat.Allocated, Entries = 1, NewestMtime = stat.Mtime };
            _total.Add(own);
            view.Show(path, new RollupReport(stat.Kind, own));
        }
    }

    // Node ids of two servers say nothing about each other.
    private RollupLedger? LedgerOf(ReadOnlySpan<byte> path, DuRoots roots, StatResult[] known)
    {
        string server = RootCatalog.ServerOf(path);
        if (!_ledgers.TryGetValue(server, out RollupLedger? ledger))
        {
            ledger = CreateLedger(roots, known, isLocal: server.Length == 0);
            _ledgers.Add(server, ledger);
        }

        return ledger;
    }

    private RollupLedger? CreateLedger(DuRoots roots, StatResult[] known, bool isLocal)
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
            if (isLocal && result.IsFound && result.Stat.Kind != EntryKind.Directory)
            {
                single.Add(result.Stat.Id);
            }
        }

        return new RollupLedger(isShared, single);
    }

    private int FormatProgress(Span<byte> line) =>
        WalkReport.FormatProgress(_walker?.Progress ?? default, Stopwatch.GetElapsedTime(_started), line);
}
