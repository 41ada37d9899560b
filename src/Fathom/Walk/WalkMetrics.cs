using System.Diagnostics.Metrics;

namespace Fathom;

/// <summary>The meter "Fathom.Walk": observable instruments that read the workers' own counters, so that a walk pays nothing
/// when nobody listens.</summary>
internal static class WalkMetrics
{
    private static readonly Lock s_lock = new();
    private static readonly List<Walker> s_running = [];
    private static readonly Meter s_meter = Create();
    private static WalkProgress s_ended;

    internal static void Begin(Walker walker)
    {
        lock (s_lock)
        {
            s_running.Add(walker);
        }
    }

    internal static void End(Walker walker)
    {
        lock (s_lock)
        {
            s_running.Remove(walker);
            // What a failed walk left waiting waits no more.
            s_ended = Add(s_ended, walker.Progress with { Waiting = 0 });
        }
    }

    private static Meter Create()
    {
        Meter meter = new("Fathom.Walk");
        meter.CreateObservableCounter("fathom.walk.entries", static () => Sum().Entries, "{entry}", "Entries delivered");
        meter.CreateObservableCounter("fathom.walk.directories", static () => Sum().Directories, "{directory}", "Directories listed");
        meter.CreateObservableCounter("fathom.walk.errors", static () => Sum().Errors, "{error}", "Directories and entries not read");
        meter.CreateObservableCounter("fathom.walk.steals", static () => Sum().Steals, "{steal}", "Work taken from another worker");
        meter.CreateObservableCounter("fathom.walk.slices", static () => Sum().Slices, "{slice}", "Slices handed out");
        meter.CreateObservableCounter("fathom.walk.parks", static () => Sum().Parks, "{park}", "Workers gone to sleep");
        meter.CreateObservableUpDownCounter("fathom.walk.waiting", static () => Sum().Waiting, "{item}", "Directories and slices waiting");
        return meter;
    }

    private static WalkProgress Sum()
    {
        lock (s_lock)
        {
            WalkProgress sum = s_ended;
            foreach (Walker walker in s_running)
            {
                sum = Add(sum, walker.Progress);
            }

            return sum;
        }
    }

    private static WalkProgress Add(in WalkProgress a, in WalkProgress b) => new(
        a.Entries + b.Entries,
        a.Directories + b.Directories,
        a.AllocatedBytes + b.AllocatedBytes,
        a.Errors + b.Errors,
        a.Waiting + b.Waiting,
        a.Steals + b.Steals,
        a.Slices + b.Slices,
        a.Parks + b.Parks);
}
