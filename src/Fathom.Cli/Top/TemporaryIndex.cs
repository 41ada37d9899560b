using System.Diagnostics;
using System.Globalization;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>An index of a live tree for one question, in the system's folder for temporary files; removed at the end, also after a
/// failure or Ctrl-C.</summary>
internal sealed class TemporaryIndex : IDisposable
{
    internal TemporaryIndex() => Path = System.IO.Path.Combine(
        System.IO.Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"fathom-{Environment.ProcessId}-{Guid.NewGuid():n}.fathom"));

    internal string Path { get; }

    /// <summary>What the walk did; null before it.</summary>
    internal WalkSummary? Walked { get; private set; }

    /// <summary>Scans a tree.</summary>
    /// <exception cref="FathomException">The root cannot be examined, or there is no room.</exception>
    /// <exception cref="OperationCanceledException">The walk was interrupted.</exception>
    internal ScanSummary Scan(TopRequest request, CancellationToken cancellation)
    {
        // The folder is for one question: losing it costs nothing, so it is committed rarely.
        ScanOptions options = new() { Walk = request.Walk, WithoutAtimes = true, CommitInterval = TimeSpan.FromMinutes(5) };
        long started = Stopwatch.GetTimestamp();
        using ITree tree = RootCatalog.Open(request.Root, request.FollowsRoot);
        using IndexScan scan = IndexScan.Create(Path, [request.Root], options);
        using (ProgressLine.Start(request.IsQuiet, line => WalkReport.FormatProgress(scan.Progress, Stopwatch.GetElapsedTime(started), line)))
        {
            Walked = scan.Walk(0, tree, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return scan.Finish();
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
