using System.Globalization;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>One run of <c>fathom diff</c>.</summary>
internal sealed class DiffRun(DiffRequest request)
{
    private readonly Message _message = new("fathom diff");

    internal int Run()
    {
        RootCatalog.Prepare();
        RootCatalog.Check(PathText.ToBytes(request.Old), request.Scan.Walk);
        RootCatalog.Check(PathText.ToBytes(request.New), request.Scan.Walk);
        using Interruption interruption = new("fathom diff", "nothing is kept");
        using ComparedRoot old = Open(request.Old, interruption.Token);
        using ComparedRoot current = Open(request.New, interruption.Token);
        Warn(old);
        Warn(current);
        WarnOfOptions(old.Index, current.Index);
        ComparisonOptions options = new()
        {
            OldBelow = Join(old.Below, request.Under),
            NewBelow = Join(current.Below, request.Under),
            Session = request.Session,
        };
        using IndexComparison comparison = IndexComparison.Open(old.Index, current.Index, options, interruption.Token);
        Print(comparison);
        old.WriteStatistics(request.Report);
        current.WriteStatistics(request.Report);
        bool hasErrors = (old.IsLive && old.Index.Summary.Errors > 0) || (current.IsLive && current.Index.Summary.Errors > 0);
        return hasErrors || (request.TellsByExitCode && !comparison.Totals.IsEmpty) ? ExitCode.DoneWithErrors : ExitCode.Done;
    }

    private void Print(IndexComparison comparison)
    {
        using StandardOutput output = new();
        switch (request.By)
        {
            case DiffGrouping.Directory:
                GrowthRows.WriteDirectories(comparison, request, output);
                break;
            case DiffGrouping.Entry:
                using (EntryLines lines = new(output, request.Format, request.Sizes))
                {
                    comparison.ReadEntries(request.Only, request.Limit, lines.Write);
                    lines.End();
                }

                break;
            default:
                GrowthRows.WriteGroups(comparison, request, output);
                break;
        }

        output.Flush();
        if (!request.IsQuiet)
        {
            _message.Write(Describe(comparison.Totals));
        }
    }

    private string Describe(ComparisonTotals totals)
    {
        if (totals.IsEmpty)
        {
            return "nothing differs";
        }

        string changed = totals.ChangedBytes == 0 ? string.Empty : $" ({(totals.ChangedBytes < 0 ? "-" : "+")}{Size(Math.Abs(totals.ChangedBytes))})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{totals.Added:N0} added ({Size(totals.AddedBytes)}), {totals.Removed:N0} removed ({Size(totals.RemovedBytes)}), {totals.Changed:N0} changed{changed}, {totals.Moved:N0} moved");

        string Size(long bytes) => request.Sizes.ToText((ulong)bytes);
    }

    private ComparedRoot Open(string text, CancellationToken cancellation) => ComparedRoot.Open(
        text, root => TemporaryIndex.Scan(root, request.Scan, request.Opening, request.Report, _message, request.IsQuiet, cancellation));

    private void Warn(ComparedRoot operand)
    {
        ScanSummary summary = operand.Index.Summary;
        string name = NameEscaper.Quote(operand.Index.Path);
        if (!summary.IsFinished)
        {
            _message.Write($"index {name} is not finished: what was not scanned yet looks as if it were not there");
        }

        if (summary.Errors > 0 && !operand.IsLive)
        {
            _message.Write(string.Create(
                CultureInfo.InvariantCulture, $"index {name} is incomplete, with {summary.Errors:N0} errors: fathom errors {name} shows them"));
        }
    }

    // What one scan left out looks added or removed.
    private void WarnOfOptions(SavedIndex old, SavedIndex current)
    {
        Dictionary<string, string> then = Options(old);
        Dictionary<string, string> now = Options(current);
        List<string> differ = [.. then.Keys.Union(now.Keys).Where(key => then.GetValueOrDefault(key) != now.GetValueOrDefault(key)).Order(StringComparer.Ordinal)];
        if (differ.Count > 0)
        {
            _message.Write($"the two were scanned with different options ({string.Join(", ", differ)}): what one of them left out looks added or removed");
        }
    }

    private static Dictionary<string, string> Options(SavedIndex index) =>
        index.Recorded.Where(pair => pair.Value.Length > 0 && pair.Key != "--no-atime").ToDictionary(StringComparer.Ordinal);

    private static byte[] Join(byte[] below, byte[] under) =>
        below.Length == 0 ? under : under.Length == 0 ? below : [.. below, (byte)'/', .. under];
}
