using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>One run of <c>fathom scan</c>.</summary>
internal sealed class ScanRun(ScanRequest request)
{
    private readonly Message _message = new("fathom scan");
    private readonly long _started = Stopwatch.GetTimestamp();
    private IndexScan? _scan;
    private WalkSummary? _walked;
    private long _expected;
    private volatile bool _isWalked;
    private int _failedRoots;

    internal int Run()
    {
        RootCatalog.Prepare();
        RefuseOverlaps();
        _expected = ReadEstimate();
        using Interruption interruption = new("fathom scan", "what was found is kept for --resume");
        using IndexScan scan = Open();
        scan.NotEntered = RootCatalog.IdOf(scan.Folder);
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
            : _failedRoots > 0 || summary.Errors > 0 || !summary.IsFinished ? ExitCode.DoneWithErrors
            : ExitCode.Done;
    }

    // An existing index that may be replaced may also be gone on with, if a scan that replaces it was killed.
    private IndexScan Open() => request.Resumes
        ? IndexScan.Resume(request.Output, request.Roots, request.Options)
        : IndexScan.Create(request.Output, request.Roots, request.Options, request.Overwrites);

    private void Walk(IndexScan scan, int root, CancellationToken cancellation)
    {
        byte[] path = scan.Roots[root];
        try
        {
            using ITree tree = RootCatalog.Open(path, request.FollowsRoots);
            WalkSummary? walked = scan.Walk(root, tree, cancellation);
            if (walked is not null)
            {
                _walked = _walked is null ? walked : _walked.Plus(walked);
            }
        }
        catch (FathomException failure) when (failure.Path.SequenceEqual(path))
        {
            _failedRoots++;
            scan.Omit(root, failure.Errno);
            _message.Write(failure.What, failure.Path, failure.Errno.Describe());
        }
    }

    // One entry must not be in an index twice.
    private void RefuseOverlaps()
    {
        string[] full = Array.ConvertAll(request.Roots, root => Path.GetFullPath(PathText.ToText(root)));
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

        if (request.PrintsStatistics && _walked is not null)
        {
            WalkReport.WriteStatistics(_walked);
        }
    }

    private string ToText(ScanSummary summary, double seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {request.Output}: {summary.Entries:N0} entries in {seconds:F1} s, {summary.Entries / Math.Max(seconds, 0.001):N0}/s
          {summary.Files:N0} files, {summary.Directories:N0} directories, {summary.Symlinks:N0} links, {summary.Others:N0} others
          {SizeFormat.Human.ToText((ulong)summary.Size)} apparent, {SizeFormat.Human.ToText((ulong)summary.Allocated)} allocated
          {SizeFormat.Human.ToText((ulong)summary.StoredBytes)} of index, {summary.StoredBytes / (double)Math.Max(1, summary.Entries):F1} bytes an entry

        """);
}
