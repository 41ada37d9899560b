using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Fathom;

/// <summary>Walks a tree in parallel and delivers what it finds to a sink.</summary>
/// <remarks>Worker 0 runs on the calling thread; others are plain threads, started when there is work to share. Errors of
/// directories and entries are data; a run throws only for what ends the walk.</remarks>
public sealed class Walker
{
    private readonly ITree _tree;
    private readonly WalkOptions _options;
    private readonly int _maxWorkers;
    private readonly Lock _lock = new();
    private readonly List<Thread> _threads = [];
    private volatile Walk? _walk;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Prepares a walk.</summary>
    /// <param name="tree">Stays the caller's.</param>
    /// <exception cref="ArgumentException">The options ask for what the tree cannot tell: where another file system begins, or
    /// whether a followed link leads back.</exception>
    public Walker(ITree tree, WalkOptions options)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(options);
        if (options.OneFileSystem && (tree.Traits.Attributes & StatMask.Device) == 0)
        {
            throw new ArgumentException("This tree does not tell file systems apart.", nameof(options));
        }

        if (options.FollowLinks && !tree.Traits.CanFollowLinks)
        {
            throw new ArgumentException("This tree does not tell what links lead to.", nameof(options));
        }

        if (options.FollowLinks && !tree.Traits.HasNodeIds)
        {
            throw new ArgumentException("This tree does not tell nodes apart, so a link could lead back for ever.", nameof(options));
        }

        _tree = tree;
        _options = options;
        int wanted = options.Workers > 0 ? options.Workers : Math.Clamp(2 * Environment.ProcessorCount, 8, 64);
        _maxWorkers = Math.Clamp(wanted, 1, tree.Traits.MaxReaders);
    }

    /// <summary>Where the walk stands. May be read by any thread, before, during and after it.</summary>
    public WalkProgress Progress => _walk?.Progress ?? default;

    /// <summary>Walks the whole tree. One walk at a time for each walker.</summary>
    /// <param name="cancellation">Ends the walk early and cleanly: what was delivered until then is complete in itself, and the summary
    /// says that it is partial.</param>
    /// <exception cref="FathomException">The root cannot be examined.</exception>
    public WalkSummary Run(ISink sink, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return RunFrom(null, sink, cancellation);
    }

    /// <summary>Walks the directories of <paramref name="start"/> and what is below them, as a walk of the whole tree would have gone on.
    /// The root must be there, and is not delivered.</summary>
    /// <param name="start">Not changed, and not to be changed meanwhile. What a directory of it leads to is found by names, of which none
    /// is followed if it is a link; one that is not there any more is an error of that directory.</param>
    /// <param name="cancellation">Ends the walk early and cleanly.</param>
    /// <exception cref="ArgumentException">The walk follows links: a start does not tell which of its directories are links.</exception>
    /// <exception cref="FathomException">The root cannot be examined.</exception>
    public WalkSummary Run(ISink sink, WalkStart start, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(start);
        return _options.FollowLinks
            ? throw new ArgumentException("A walk that follows links can only start at the root.", nameof(start))
            : RunFrom(start, sink, cancellation);
    }

    private WalkSummary RunFrom(WalkStart? start, ISink sink, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Walk walk = new(_tree, _options, sink, _maxWorkers, StartWorker, stop) { Start = start };
        _walk = walk;
        _failure = null;
        _threads.Clear();
        WalkMetrics.Begin(this);
        try
        {
            RunWorker(0);
            JoinThreads();
        }
        finally
        {
            WalkMetrics.End(this);
        }

        _failure?.Throw();
        WalkSummary summary = walk.Summarize(Stopwatch.GetElapsedTime(started), _threads.Count + 1);
        sink.Complete(summary);
        return summary;
    }

    private void StartWorker(int id)
    {
        Thread thread = new(() => RunWorker(id), maxStackSize: 512 * 1024)
        {
            Name = $"walk-{id}",
            IsBackground = true,
        };

        // Inside the lock, because a thread that has not been started cannot be joined.
        lock (_lock)
        {
            thread.Start();
            _threads.Add(thread);
        }
    }

    private void RunWorker(int id)
    {
        Walk walk = _walk!;
        try
        {
            using Worker worker = new(id, walk);
            worker.Run();
        }
        catch (Exception failure)
        {
            lock (_lock)
            {
                _failure ??= ExceptionDispatchInfo.Capture(failure);
            }

            // Long listings of other workers end, and no work is given out.
            walk.Stop();
            walk.Frontier.End();
        }
    }

    // Workers start each other, so the list may grow while it is being joined.
    private void JoinThreads()
    {
        for (int i = 0; ; i++)
        {
            Thread thread;
            lock (_lock)
            {
                if (i == _threads.Count)
                {
                    return;
                }

                thread = _threads[i];
            }

            thread.Join();
        }
    }
}
