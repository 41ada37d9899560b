using System.Diagnostics;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>A live tree, scanned into an index that lives as long as this object.</summary>
internal sealed class TemporaryIndex : IDisposable
{
    private readonly string _folder;

    private TemporaryIndex(string folder, ReportOptions report) => (_folder, Io) = (folder, new IoReport(report));

    /// <summary>The index, finished.</summary>
    internal SavedIndex Index { get; private set; } = null!;

    /// <summary>What the walk did.</summary>
    internal WalkSummary? Walked { get; private set; }

    /// <summary>What the walk asked of a server or a disk.</summary>
    internal IoReport Io { get; }

    /// <summary>Scans a root. What cannot be read is reported to <paramref name="message"/>, as du does.</summary>
    /// <param name="root">As typed, raw bytes.</param>
    /// <exception cref="FathomException">The root cannot be examined.</exception>
    /// <exception cref="OperationCanceledException">The scan was interrupted; nothing is left of it.</exception>
    internal static TemporaryIndex Scan(
        byte[] root, ScanOptions options, RootOptions opening, ReportOptions report, Message message, bool isQuiet, CancellationToken cancellation)
    {
        // Others on this machine must not read in it what they may not list: mkdtemp(3) makes it for this user alone.
        TemporaryIndex temporary = new(Directory.CreateTempSubdirectory("fathom-").FullName, report);
        try
        {
            string path = Path.Combine(temporary._folder, "live.fathom");
            temporary.Scan(path, root, options, opening, isQuiet, cancellation);
            temporary.Index = SavedIndex.Open(path);
            temporary.Index.ReadErrors(error => Report(message, error));
            return temporary;
        }
        catch
        {
            temporary.Dispose();
            throw;
        }
    }

    /// <summary>Removes the index.</summary>
    public void Dispose()
    {
        Index?.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private void Scan(string path, byte[] root, ScanOptions options, RootOptions opening, bool isQuiet, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using ITree tree = RootCatalog.Open(root, opening, cancellation);
        using IndexScan scan = IndexScan.Create(path, [RootCatalog.NameOf(root)], options);
        using (ProgressLine.Start(isQuiet, line => WalkReport.FormatProgress(scan.Progress, Stopwatch.GetElapsedTime(started), line)))
        {
            Walked = scan.Walk(0, tree, cancellation);
            Io.Add(tree, scan.Progress);
            cancellation.ThrowIfCancellationRequested();
            scan.Finish();
        }
    }

    private static void Report(Message message, ScanError error)
    {
        string what = Enum.TryParse(error.Stage, out WalkStage stage) ? WalkReport.Describe(stage) : error.Stage;
        message.Write(what, error.Path, error.Message);
    }
}
