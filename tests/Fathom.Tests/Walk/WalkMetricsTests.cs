using System.Diagnostics.Metrics;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Walk;

[Collection(nameof(Alone))]
public sealed class WalkMetricsTests
{
    [Fact]
    public void Instruments_sum_up_the_walks_that_ran()
    {
        using MemoryTree tree = new(MemoryNode.Generate(1, 1_000));
        Dictionary<string, long> before = Observe();

        WalkSummary summary = new Walker(tree, WalkOptions.Default).Run(new RecordingSink());

        Dictionary<string, long> after = Observe();
        // The second look itself walks one file.
        Assert.Equal(summary.Entries + 1, after["fathom.walk.entries"] - before["fathom.walk.entries"]);
        Assert.Equal(summary.Directories, after["fathom.walk.directories"] - before["fathom.walk.directories"]);
        Assert.Equal(0, after["fathom.walk.waiting"]);
    }

    [Fact]
    public void A_walk_that_failed_leaves_nothing_waiting()
    {
        using MemoryTree tree = new(MemoryNode.Directory("root", [.. Enumerable.Range(0, 50).Select(static i => MemoryNode.Directory($"d{i}"))]));
        RecordingSink sink = new() { OnEnter = static path => path == "root" ? WalkAction.Continue : throw new InvalidOperationException() };

        Assert.Throws<InvalidOperationException>(() => new Walker(tree, new WalkOptions { Workers = 2 }).Run(sink));

        Assert.Equal(0, Observe()["fathom.walk.waiting"]);
    }

    // Loads the meter, if no walk has done so yet.
    private static Dictionary<string, long> Observe()
    {
        using MemoryTree tree = new(MemoryNode.File("file"));
        new Walker(tree, WalkOptions.Default).Run(new RecordingSink());
        Dictionary<string, long> values = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Meter.Name == "Fathom.Walk")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }
}
