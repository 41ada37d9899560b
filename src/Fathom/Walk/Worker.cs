namespace Fathom;

/// <summary>One thread of a walk: takes work, lets its reader do it, hands what comes to its sink writer.</summary>
internal sealed partial class Worker : IDisposable
{
    private readonly int _id;
    private readonly Walk _walk;
    private readonly ThreadFrontier _frontier;
    private readonly FrontierShare _share;
    private readonly WorkerCounters _counters;
    private readonly ITreeReader _reader;
    private readonly ISinkWriter _writer;
    private readonly NodePool _nodes = new();
    private readonly EntryBatch _batch = new();

    // The newest child stays out of the others' sight: in a chain of directories nothing is ever handed over.
    private DirectoryNode? _next;
    private WorkItem[] _found = new WorkItem[64];
    private int _foundCount;
    private int _inFlight;

    internal Worker(int id, Walk walk)
    {
        _id = id;
        _walk = walk;
        _frontier = walk.Frontier;
        _share = _frontier.Share(id);
        _counters = walk.Counters(id);
        _reader = walk.Tree.OpenReader(walk.Reader);
        try
        {
            _writer = walk.Sink.OpenWriter(id);
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    internal void Run()
    {
        if (_id == 0)
        {
            DeliverRoot();
        }

        while (SubmitWhileRoom())
        {
            ListStatus status = _reader.Next(_batch);
            if (_batch.IsSlice)
            {
                PassOn(status);
            }
            else
            {
                Deliver(status);
            }

            if (status != ListStatus.More)
            {
                FinishRequest(status);
            }
        }
    }

    // False once the walk has ended.
    private bool SubmitWhileRoom()
    {
        while (_inFlight < _reader.Window || _share.Count > _walk.Options.MaxWaiting)
        {
            WorkItem item;
            if (_next is not null)
            {
                item = new WorkItem(_next);
                _next = null;
            }
            else
            {
                FeedShare();
                Turn turn = _frontier.Take(_id, mayPark: _inFlight == 0, out item);
                if (turn != Turn.Work)
                {
                    return turn == Turn.Empty;
                }
            }

            Start(item);
        }

        return true;
    }

    // Before looking at others: who has nothing takes directories that the walk starts at, as long as there are any. Children that a lone
    // worker keeps until the end of their listing come first.
    private void FeedShare()
    {
        StartFeed? feed = _walk.Feed;
        if (feed is null || feed.IsEmpty || _share.Count > 0 || _foundCount > 0 || _frontier.HasEnded)
        {
            return;
        }

        int count = feed.Take(_nodes, ref _found);
        _frontier.Push(_id, _found.AsSpan(0, count));
        _found.AsSpan(0, count).Clear();
    }

    private void Start(WorkItem item)
    {
        if (_frontier.HasEnded)
        {
            return;
        }

        if (item.Slice is not null)
        {
            Submit(new ListRequest(item.Slice));
            return;
        }

        DirectoryNode directory = item.Directory;
        WalkAction action = _walk.IsStopped ? WalkAction.Stop : _writer.Enter(directory);
        if (action == WalkAction.Continue)
        {
            directory.IsEntered = true;
            Submit(new ListRequest(directory));
            return;
        }

        if (action == WalkAction.Stop)
        {
            _walk.Stop();
            _counters.Abandoned++;
        }

        Skip(directory);
    }

    private void Submit(in ListRequest request)
    {
        _reader.Submit(in request);
        _inFlight++;
    }

    // Names of a huge directory without attributes: for whoever is idle, or else for this worker, at once.
    private void PassOn(ListStatus status)
    {
        EntryBatch slice = _walk.Batches.Rent();
        slice.TakeFrom(_batch);
        slice.Source = null;
        DirectoryNode directory = slice.Directory!;
        MarkOpened(directory);

        // An error that came along is about the listing. Whoever answers the slice does not know it.
        ReportFailure(status, directory, slice);
        Interlocked.Increment(ref directory.Openers);
        Interlocked.Increment(ref directory.Pending);
        Interlocked.Increment(ref directory.Undelivered);
        _share.CountCreated(1);
        if (_frontier.ParkedWorkers > 0 && _share.Count < SlicesAhead)
        {
            Volatile.Write(ref _counters.Slices, _counters.Slices + 1);
            ReadOnlySpan<WorkItem> one = [new WorkItem(slice)];
            _frontier.Push(_id, one);
        }
        else
        {
            Submit(new ListRequest(slice));
        }

        // FinishRequest of the listing needs to know whose it is.
        _batch.Directory = directory;
    }

    private void Deliver(ListStatus status)
    {
        DirectoryNode directory = _batch.Directory!;
        MarkOpened(directory);
        if (_batch.Count > 0)
        {
            MarkDescents(directory);
            if (_writer.Write(_batch) == WalkAction.Stop)
            {
                _walk.Stop();
            }

            ReportEntryErrors(directory);
            KeepChildren(directory);
        }

        ReportFailure(status, directory, _batch);
        CountDelivered();
        PublishChildren(status);
    }

    private void FinishRequest(ListStatus status)
    {
        DirectoryNode directory = _batch.Directory!;
        _inFlight--;
        bool isCancelled = IsCancelled(status, _batch);
        if (!_batch.IsSliceResult)
        {
            long listed = status == ListStatus.End ? 1 : 0;
            Volatile.Write(ref _counters.Directories, _counters.Directories + listed);
            _counters.Abandoned += isCancelled ? 1 : 0;
        }
        else if (_batch.Source is not null)
        {
            _walk.Batches.Return(_batch.Source);
            _batch.Source = null;
        }

        EndDelivery(directory, isCancelled);
        DropOpener(directory);
        Complete(directory);
        _share.CountFinished();
    }

    private void DeliverRoot()
    {
        Errno errno = _walk.Tree.ReadRoot(_walk.Reader.Stat | _walk.Reader.DirectoryStat | StatMask.Kind, _batch);
        if (errno != Errno.None)
        {
            throw new FathomException("cannot access", _walk.Tree.RootName, errno);
        }

        bool isDirectory = _batch.Kinds[0] == EntryKind.Directory;
        if (isDirectory && _walk.Options.MaxDepth > 0)
        {
            _batch.Flags[0] |= EntryFlags.Descend;
        }

        if (_walk.Options.OneFileSystem)
        {
            _walk.RootDevice = _batch.Devices[0];
        }

        if (_walk.Start is not null)
        {
            BeginAt(_walk.Start);
            return;
        }

        if (_writer.Write(_batch) == WalkAction.Stop)
        {
            _walk.Stop();
        }

        CountDelivered();
        if (_batch.Descends(0))
        {
            DirectoryNode root = _nodes.Rent();
            root.Reset(null, _batch, 0);
            _share.CountCreated(1);
            _next = root;
        }
    }
    private void BeginAt(WalkStart start)
    {
        DirectoryNode root = _nodes.Rent();
        root.Reset(null, _batch, 0);
        StartFeed feed = new(start, root, _walk.Options);
        _share.CountCreated(feed.Count);
        _walk.Feed = feed;
    }
}
