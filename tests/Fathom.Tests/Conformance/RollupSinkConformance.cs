using Fathom.Tests.Support;

namespace Fathom.Tests.Conformance;

/// <summary>A rollup that keeps a row for every entry.</summary>
public sealed class RollupSinkConformance : SinkConformance
{
    // As du: what has no size is an error alone.
    protected override bool KeepsWhatFailed => false;

    protected override ISink Create() => new RollupSink(new RollupOptions { KeepEntries = true });

    protected override SinkContent Read(ISink sink)
    {
        RollupReport report = ((RollupSink)sink).Report;
        return new SinkContent
        {
            Entries = report.Summary.IsPartial ? null : report.Total.Entries,
            Errors = report.Errors,
            ApparentBytes = report.Total.Apparent,
            Paths = [.. Enumerable.Range(0, report.Rows).Select(row => PathOf(report, row))],
        };
    }

    private static string PathOf(RollupReport report, int row)
    {
        string name = RecordingSink.Text(report.Name(row));
        return report.Parent(row) < 0 ? name : $"{PathOf(report, report.Parent(row))}/{name}";
    }
}
