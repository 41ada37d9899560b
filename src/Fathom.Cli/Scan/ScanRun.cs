using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fathom.Index;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>One run of <c>fathom scan</c>.</summary>
internal sealed class ScanRun(ScanRequest request)
{
    private readonly Message _message = new("fathom scan");
    private readonly long _started = Stopwatch.GetTimestamp();
    private IndexScan? _scan;
    private readonly IoReport _io = new(request.Report);
    private WalkSummary? _walked;
    private long _expected;
    private volatile bool _isWalked;
    private int _failedRoots;
    private bool _hasLostServer;

    internal int Run()
    {
        RootCatalog.Prepare();
        RefuseOverlaps();
        _expected = ReadEstimate();
        using Interruption interruption = new("fathom scan", "what was found is kept for --resume");
        using IndexScan scan = Open();
        _scan = scan;
        try
        {
            return Run(scan, interruption);
        }
        catch (Exception failure) when (failure is IndexException { IsDiskFull: true } or FathomException { Errno: Errno.ENOSPC or Errno.EDQUOT })
        {
            int code = Failure.Report(failure, "fathom scan");
            _message.Write($"what was committed is kept: free space, then go on with fathom scan --resume -o {NameEscaper.Quote(request.Output)}");
            return code;
        }
    }

    private int Run(IndexScan scan, Interruption interruption)
    {
        ScanSummary summary;
        using (ProgressLine.Start(request.IsQuiet, FormatProgress))
        {
            for (int i = 0; i < scan.Roots.Count && !interruption.IsRequested; i++)
            {
                Walk(scan, i, interruption.Token);
            }

            if (_failedRoots == scan.Roots.Count && !request.Resumes)
            {
                // Nothing was found: the same command with another ROOT finds no index in its way.
                scan.Discard();
                return ExitCode.DoneWithErrors;
            }

            _isWalked = true;
            summary = scan.Finish();
        }

        Report(summary);
        return interruption.IsRequested ? ExitCode.Interrupted
            : _failedRoots > 0 || _hasLostServer || summary.Errors > 0 || !summary.IsFinished ? ExitCode.DoneWithErrors
            : ExitCode.Done;
    }

    // An existing index that may be replaced may also be gone on with, if a scan that replaces it was killed.
    private IndexScan Open() => request.Resumes
        ? IndexScan.Resume(request.Output, request.Roots, request.Options)
        : IndexScan.Create(request.Output, request.Roots, request.Options, request.Overwrites);

    private void Walk(IndexScan scan, int root, CancellationToken cancellation)
    {
        byte[] source = scan.Sources[root];
        ITree tree;
        try
        {
            tree = RootCatalog.Open(source, request.Opening, cancellation);
        }
        catch (FathomException failure)
        {
            Miss(scan, root, failure);
            return;
        }
        catch (VaultException failure)
        {
            // Left to --resume, with the right password.
            _failedRoots++;
            _message.Write(failure.Message);
            return;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return; // Ctrl-C before the server answered.
        }

        using (tree)
        {
            // Ids of another machine's nodes say nothing about the index, which is here.
            scan.NotEntered = RootCatalog.IsNetwork(source) ? default : RootCatalog.IdOf(scan.Folder);
            Walk(scan, root, tree, cancellation);
        }
    }

    private void Walk(IndexScan scan, int root, ITree tree, CancellationToken cancellation)
    {
        try
        {
            WalkSummary? walked = scan.Walk(root, tree, cancellation);
            if (walked is not null)
            {
                _walked = _walked is null ? walked : _walked.Plus(walked);
            }
        }
        catch (FathomException failure) when (IsLostServer(scan, root, failure))
        {
            // What was delivered is a state to go on from, as after Ctrl-C.
            _hasLostServer = true;
            _message.Write(failure.What, failure.Path, failure.Errno.Describe());
        }
        catch (FathomException failure) when (failure.Path.SequenceEqual(scan.Roots[root]))
        {
            Miss(scan, root, failure);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C before the server told what the root is.
        }
        finally
        {
            _io.Add(tree, scan.Progress);
        }
    }

    // Not only silence: a server that breaks every connection is lost too. What names the root itself is about that, unless it may pass.
    private static bool IsLostServer(IndexScan scan, int root, FathomException failure) =>
        RootCatalog.IsNetwork(scan.Sources[root])
        && failure.Errno is not (Errno.ENOSPC or Errno.EDQUOT)
        && (failure.IsTransient || !failure.Path.SequenceEqual(scan.Roots[root]));

    // A server may answer again: its root is left to --resume. What is wrong with other roots is part of the index.
    private void Miss(IndexScan scan, int root, FathomException failure)
    {
        _failedRoots++;
        _message.Write(failure.What, failure.Path, failure.Errno.Describe());
        if (!failure.IsTransient || !RootCatalog.IsNetwork(scan.Sources[root]))
        {
            scan.Omit(root, failure.Errno);
        }
    }

    // One entry must not be in an index twice, and an index tells nodes apart by their ids.
    private void RefuseOverlaps()
    {
        string[] full = Array.ConvertAll(request.Roots, RootCatalog.FullNameOf);
        for (int i = 0; i < full.Length; i++)
        {
            for (int j = 0; j < full.Length; j++)
            {
                if (i != j && (full[i] == full[j] || full[j].StartsWith(full[i].TrimEnd('/') + '/', StringComparison.Ordinal)))
                {
                    throw new UsageException($"{NameEscaper.Quote(full[j])} lies below {NameEscaper.Quote(full[i])}: give one of the two");
                }
            }
        }

        // As typed: the ports are in the query.
        IEnumerable<byte[]> typed = request.Options.Sources.Count > 0 ? request.Options.Sources : request.Roots;
        if (typed.Select(static root => RootCatalog.ServerOf(root)).Distinct().Count() > 1)
        {
            throw new UsageException("roots of several machines do not fit into one index, which could not tell their files apart: give each an index of its own");
        }
    }

    private long ReadEstimate()
    {
        string? earlier = request.EstimateFrom ?? (request.Overwrites && Directory.Exists(request.Output) ? request.Output : null);
        if (earlier is null)
        {
            return 0;
        }

        using SavedIndex index = SavedIndex.Open(earlier);
        return index.Summary.Entries;
    }

    private int FormatProgress(Span<byte> line)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        WalkProgress progress = _scan?.Progress ?? default;
        int length = WalkReport.FormatProgress(progress, elapsed, line);
        if (_isWalked)
        {
            length += "  writing totals"u8.TryCopyTo(line[length..]) ? "  writing totals"u8.Length : 0;
        }
        else if (_expected > 0 && progress.Entries > 0)
        {
            double left = elapsed.TotalSeconds * Math.Max(0, _expected - progress.Entries) / progress.Entries;
            string text = string.Create(CultureInfo.InvariantCulture, $"  about {TimeSpan.FromSeconds(Math.Ceiling(left)):c} left");
            length += Encoding.UTF8.TryGetBytes(text, line[length..], out int added) ? added : 0;
        }

        return length;
    }

    private void Report(ScanSummary summary)
    {
        using StandardOutput output = new();
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        if (request.IsJson)
        {
            ScanJson.Write(output, request.Output, summary, seconds);
        }
        else if (!request.IsQuiet)
        {
            Encoding.UTF8.GetBytes(ToText(summary, seconds), output);
        }

        output.Flush();
        if (!summary.IsFinished)
        {
            string left = summary.Pending > 0 ? $"{summary.Pending.ToString("N0", CultureInfo.InvariantCulture)} directories are" : "some of it is";
            _message.Write($"{left} still to be listed: fathom scan --resume -o {NameEscaper.Quote(request.Output)} goes on");
        }

        if (summary.Errors > 0)
        {
            _message.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{summary.Errors:N0} errors: fathom errors {NameEscaper.Quote(request.Output)} shows them"));
        }

        if (request.Report.PrintsStatistics && _walked is not null)
        {
            WalkReport.WriteStatistics(_walked);
        }

        _io.Write();
    }

    private string ToText(ScanSummary summary, double seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {request.Output}: {summary.Entries:N0} entries in {seconds:F1} s, {summary.Entries / Math.Max(seconds, 0.001):N0}/s
          {summary.Files:N0} files, {summary.Directories:N0} directories, {summary.Symlinks:N0} links, {summary.Others:N0} others
          {ToSizes(summary)}
          {SizeFormat.Human.ToText((ulong)summary.StoredBytes)} of index, {summary.StoredBytes / (double)Math.Max(1, summary.Entries):F1} bytes an entry

        """);

    // Which name of a hard link counts is known once all are there.
    private static string ToSizes(ScanSummary summary) => summary.IsFinished
        ? $"{SizeFormat.Human.ToText((ulong)summary.Size)} apparent, {SizeFormat.Human.ToText((ulong)summary.Allocated)} allocated"
        : "sizes are summed at the end of the scan";
}
