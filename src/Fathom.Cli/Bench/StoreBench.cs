using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>Runs <c>fathom bench store</c>: a scan of a tree that costs nothing to list.</summary>
internal static class StoreBench
{
    internal static int Run(string output, long entries, ScanOptions options)
    {
        using Interruption interruption = new("fathom bench store", "the index is incomplete");
        StoreTree tree = new(entries);

        // Into the walk alone, so that the figure of storing can be told from it.
        long started = Stopwatch.GetTimestamp();
        WalkSummary walked = new Walker(tree, options.Walk).Run(new RollupSink(new RollupOptions { Depth = 0, CountLinks = true }), interruption.Token);
        double walkSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        ScanSummary summary;
        double walkedAt;
        using (IndexScan scan = IndexScan.Create(output, ["/synthetic"u8.ToArray()], options))
        {
            scan.Walk(0, tree, interruption.Token);
            walkedAt = Stopwatch.GetElapsedTime(started).TotalSeconds;
            summary = scan.Finish();
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using StandardOutput standard = new();
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                entries          {summary.Entries}
                directories      {summary.Directories}
                walk alone       {walkSeconds:F3} s  {walked.Entries / walkSeconds:F0} entries/s
                walk and store   {walkedAt:F3} s
                with finish      {seconds:F3} s  {summary.Entries / seconds:F0} entries/s
                bytes an entry   {summary.StoredBytes / (double)summary.Entries:F1}
                peak memory      {SizeFormat.Human.ToText(WalkReport.PeakMemory())}

                """),
            standard);
        standard.Flush();
        return interruption.IsRequested ? ExitCode.Interrupted : ExitCode.Done;
    }
}
