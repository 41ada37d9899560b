using System.Runtime.Versioning;

using Fathom.Local;

namespace Fathom.Cli;

/// <summary>The ways that are compared, each over all paths.</summary>
[SupportedOSPlatform("linux")]
internal sealed class StatWays(StatBenchOptions options, StatPaths paths, ITree tree, CancellationToken cancellation)
{
    private const StatMask Mask = StatMask.Basic;
    private const int Stretch = 64;

    private MetadataCache? _cache;

    internal IReadOnlyList<StatWay> CreateAll()
    {
        List<StatWay> ways =
        [
            new("lstat", 1, () => ByPath(0, paths.All.Length)),
            new("lstat", options.Threads, ByPathInParallel),
            new("directory", 1, ByDirectory),
            new("batch", 1, () => AsBatch(1)),
            new("batch", options.Threads, () => AsBatch(options.Threads)),
            new("walker", options.Threads, ByWalker),
        ];
        if (!options.IsCold)
        {
            ways.Add(new("cache", 1, FromCache));
        }

        return ways;
    }

    private StatCount ByPath(int from, int to)
    {
        StatCount count = default;
        for (int i = from; i < to && !cancellation.IsCancellationRequested; i++)
        {
            Errno errno = PathStat.Read(paths.All[i].Span, Mask, false, out NodeAttributes stat);
            count = count.With(errno, stat.Allocated);
        }

        return count;
    }

    private StatCount ByPathInParallel()
    {
        int taken = 0;
        StatCount[] counts = new StatCount[options.Threads];
        Thread[] threads = new Thread[options.Threads];
        for (int t = 0; t < threads.Length; t++)
        {
            int own = t;
            threads[t] = new Thread(() =>
            {
                StatCount count = default;
                int from;
                while ((from = Interlocked.Add(ref taken, Stretch) - Stretch) < paths.All.Length)
                {
                    count = count.Plus(ByPath(from, Math.Min(from + Stretch, paths.All.Length)));
                }

                counts[own] = count;
            });
            threads[t].Start();
        }

        Array.ForEach(threads, thread => thread.Join());
        return counts.Aggregate((a, b) => a.Plus(in b));
    }

    private StatCount ByDirectory()
    {
        StatCount count = default;
        foreach ((ReadOnlyMemory<byte> path, List<ReadOnlyMemory<byte>> names) in paths.ByDirectory)
        {
            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            Errno errno = DirectoryStat.Open(path.Span, out DirectoryStat? directory);
            if (directory is null)
            {
                count = names.Aggregate(count, (sum, _) => sum.With(errno, 0));
                continue;
            }

            using (directory)
            {
                foreach (ReadOnlyMemory<byte> name in names)
                {
                    errno = directory.Stat(name.Span, Mask, false, out NodeAttributes stat);
                    count = count.With(errno, stat.Allocated);
                }
            }
        }

        return count;
    }

    private StatCount AsBatch(int threads)
    {
        StatCount count = default;
        foreach (StatResult result in StatBatch.Run(paths.All, new StatBatchOptions { Mask = Mask, Workers = threads }, cancellation))
        {
            count = count.With(result.Errno, result.Stat.Allocated);
        }

        return count;
    }

    private StatCount ByWalker()
    {
        StatCountSink sink = new(Mask);
        new Walker(tree, new WalkOptions { Workers = options.Threads }).Run(sink, cancellation);
        return sink.Count;
    }

    private StatCount FromCache()
    {
        // Shards are not filled evenly, so the bound leaves room for the fullest. The round that is not counted fills the cache.
        _cache ??= new MetadataCache(new MetadataCacheOptions { Capacity = Math.Max(1024, paths.All.Length * 2), Mask = Mask });
        StatCount count = default;
        foreach (ReadOnlyMemory<byte> path in paths.All)
        {
            StatResult result = _cache.GetOrFetch(path.Span);
            count = count.With(result.Errno, result.Stat.Allocated);
        }

        return count;
    }
}
