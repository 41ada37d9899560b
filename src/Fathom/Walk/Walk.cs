namespace Fathom;

/// <summary>What the workers of one walk share; nothing here changes while they run, but the frontier.</summary>
internal sealed class Walk
{
    private readonly WorkerCounters[] _counters;
    private readonly CancellationTokenSource _stop;

    internal Walk(ITree tree, WalkOptions options, ISink sink, int workers, Action<int> startWorker, CancellationTokenSource stop)
    {
        _stop = stop;
        Tree = tree;
        Options = options;
        Sink = sink;
        Frontier = new ThreadFrontier(workers, startWorker);
        bool snapshots = options.IncludeSnapshots ?? !tree.Traits.IsNetwork;
        Reader = new ReaderOptions
        {
            Stat = sink.Wanted,
            DirectoryStat = options.FollowLinks ? StatMask.Device | StatMask.Inode
                : options.OneFileSystem ? StatMask.Device
                : StatMask.None,
            FollowLinks = options.FollowLinks,
            Filter = snapshots ? options.Filter : new SnapshotFilter(options.Filter),
            Readers = workers,
            Cancellation = stop.Token,
        };
        _counters = new WorkerCounters[workers];
        for (int i = 0; i < workers; i++)
        {
            _counters[i] = new WorkerCounters();
        }
    }

    internal ITree Tree { get; }

    internal WalkOptions Options { get; }

    internal ISink Sink { get; }

    internal ReaderOptions Reader { get; }

    /// <summary>Where the walk starts; null for the root.</summary>
    internal WalkStart? Start { get; init; }

    /// <summary>What of the start was not given out yet; null without a start, and before worker 0 has read the root.</summary>
    internal StartFeed? Feed { get; set; }

    internal ThreadFrontier Frontier { get; }

    internal EntryBatchPool Batches { get; } = new();

    /// <summary>Device of the root, for walks on one file system; set before the first directory is submitted.</summary>
    internal ulong RootDevice { get; set; }

    internal bool IsStopped => _stop.IsCancellationRequested;

    internal WalkProgress Progress
    {
        get
        {
            long entries = 0, directories = 0, bytes = 0, errors = 0, slices = 0, steals = 0, parks = 0;
            for (int i = 0; i < _counters.Length; i++)
            {
                WorkerCounters counters = _counters[i];
                FrontierShare share = Frontier.Share(i);
                entries += Volatile.Read(ref counters.Entries);
                directories += Volatile.Read(ref counters.Directories);
                bytes += Volatile.Read(ref counters.Bytes);
                errors += Volatile.Read(ref counters.Errors);
                slices += Volatile.Read(ref counters.Slices);
                steals += Volatile.Read(ref share.Steals);
                parks += Volatile.Read(ref share.Parks);
            }

            return new WalkProgress(entries, directories, bytes, errors, Frontier.Waiting, steals, slices, parks);
        }
    }

    internal WorkerCounters Counters(int worker) => _counters[worker];

    /// <summary>Lists nothing more: what waits is abandoned, what runs ends at its next batch.</summary>
    internal void Stop() => _stop.Cancel();

    internal WalkSummary Summarize(TimeSpan elapsed, int workers)
    {
        WalkProgress progress = Progress;
        long dropped = 0, abandoned = 0;
        foreach (WorkerCounters counters in _counters)
        {
            dropped += counters.Dropped;
            abandoned += counters.Abandoned;
        }

        return new WalkSummary
        {
            Entries = progress.Entries,
            Directories = progress.Directories,
            Errors = progress.Errors,
            Dropped = dropped,
            Abandoned = abandoned,
            IsPartial = IsStopped,
            Steals = progress.Steals,
            Slices = progress.Slices,
            Parks = progress.Parks,
            Workers = workers,
            Elapsed = elapsed,
        };
    }
}
