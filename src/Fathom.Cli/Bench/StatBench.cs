using System.Diagnostics;
using System.Runtime.Versioning;

using Fathom.Local;

namespace Fathom.Cli;

/// <summary>Runs <c>fathom bench stat</c>: interleaved rounds of all ways over one tree.</summary>
[SupportedOSPlatform("linux")]
internal sealed class StatBench(StatBenchOptions options)
{
    private const string Name = "fathom bench stat";
    private static readonly Message s_message = new(Name);

    internal int Run()
    {
        using Interruption interruption = new(Name, "the rounds that are done follow");
        try
        {
            LocalTree.RaiseDescriptorLimit();
            using LocalTree tree = LocalTree.Open(options.Root);
            TreeListing listing = TreeListing.Collect(tree, StatMask.None, null, interruption.Token);
            StatWays all = new(options, new StatPaths(listing), tree, interruption.Token);
            IReadOnlyList<StatWay> ways = all.CreateAll();
            RunRounds(ways, interruption);
            using StandardOutput output = new();
            StatBenchReport report = new(options, listing.Count, [.. ways.Where(way => way.Times.Count > 0)]);
            report.Write(output);
            return interruption.IsRequested ? ExitCode.Interrupted
                : ways.Any(way => way.Count.Errors > 0) || listing.Errors.Count > 0 ? ExitCode.DoneWithErrors
                : ExitCode.Done;
        }
        catch (FathomException failure)
        {
            s_message.Write(failure.What, failure.Path, failure.Errno.Describe());
            return ExitCode.DoneWithErrors;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            s_message.Write($"cannot drop caches: {failure.Message}");
            return ExitCode.DoneWithErrors;
        }
    }

    private void RunRounds(IReadOnlyList<StatWay> ways, Interruption interruption)
    {
        int warmUps = options.IsCold ? 0 : 1;
        for (int round = -warmUps; round < options.Rounds; round++)
        {
            for (int i = 0; i < ways.Count; i++)
            {
                StatWay way = ways[(i + Math.Max(0, round)) % ways.Count];
                DropCaches();
                // What one way leaves behind must not be collected in the time of the next.
                GC.Collect();
                long started = Stopwatch.GetTimestamp();
                StatCount count = way.Run();
                TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
                if (interruption.IsRequested)
                {
                    return;
                }

                way.Count = count;
                if (round >= 0)
                {
                    way.Times.Add(elapsed);
                }
            }
        }
    }

    private void DropCaches()
    {
        if (options.IsCold)
        {
            // Twice: a loop device's own file system is cached below the one that was dropped first.
            File.WriteAllText("/proc/sys/vm/drop_caches", "3\n");
            File.WriteAllText("/proc/sys/vm/drop_caches", "3\n");
        }
    }
}
