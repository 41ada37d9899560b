namespace Fathom.Tests.Support;

/// <summary>The reader of a <see cref="MemoryTree"/>. Throws where the walker breaks the contract of a reader.</summary>
internal sealed class MemoryReader : ITreeReader
{
    private readonly MemoryTree _tree;
    private readonly ReaderOptions _options;
    private readonly List<Request> _requests = [];
    private readonly Random _random;
    private int _users;

    internal MemoryReader(MemoryTree tree, ReaderOptions options)
    {
        _tree = tree;
        _options = options;
        _random = new Random(tree.Options.Seed);
    }

    /// <inheritdoc/>
    public int Window => _tree.Options.Window;

    /// <inheritdoc/>
    public void Submit(in ListRequest request)
    {
        if (request.Slice is null)
        {
            OpenNode state = KeptFor(request.Directory);
            Require(Interlocked.Exchange(ref state.IsSubmitted, 1) == 0, "a directory is submitted twice");
            Require(Volatile.Read(ref state.IsReleased) == 0, "a directory is submitted after it was released");
            Interlocked.Increment(ref state.Uses);
            _tree.CountSubmitted();
        }
        else
        {
            Interlocked.Increment(ref StateOf(request.Directory).Uses);
        }

        _requests.Add(new Request(request.Directory, request.Slice, 0));
        _tree.CountPending(_requests.Count);
    }

    /// <inheritdoc/>
    public ListStatus Next(EntryBatch batch)
    {
        Require(Interlocked.Increment(ref _users) == 1, "two threads use one reader");
        Require(_requests.Count > 0, "nothing was submitted");
        int chosen = Window == 1 ? _requests.Count - 1 : _random.Next(_requests.Count);
        Request request = _requests[chosen];
        batch.Clear(request.Directory);
        OpenNode state = StateOf(request.Directory);
        ListStatus status = request.Slice is not null ? Attribute(request, batch) : List(ref request, state, batch);
        if (status == ListStatus.More)
        {
            _requests[chosen] = request;
        }
        else
        {
            _requests.RemoveAt(chosen);
            Interlocked.Decrement(ref state.Uses);
        }

        Interlocked.Decrement(ref _users);
        return status;
    }

    /// <inheritdoc/>
    public void Release(DirectoryNode directory)
    {
        OpenNode state = KeptFor(directory);
        Require(Interlocked.Exchange(ref state.IsReleased, 1) == 0, "a directory is released twice");
        Require(Volatile.Read(ref state.Uses) == 0, "a directory is released while it is in use");
        _tree.CountReleased(state.IsSubmitted == 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _tree.CountClosed();

    private ListStatus List(ref Request request, OpenNode state, EntryBatch batch)
    {
        Errno errno = _options.Cancellation.IsCancellationRequested ? Errno.ECANCELED : Open(request.Directory, state);
        if (errno != Errno.None)
        {
            (batch.Error, batch.ErrorStage) = (errno, WalkStage.OpenDirectory);
            return ListStatus.Failed;
        }

        MemoryNode node = state.Node!;
        _tree.Options.OnNext?.Invoke(node);
        int end = Math.Min(request.Position + _tree.Options.BatchSize, node.Children.Count);
        for (int i = request.Position; i < end; i++)
        {
            MemoryTree.AddName(batch, node.Children[i], _options.FollowLinks);
        }

        batch.FirstOrdinal = request.Position;
        request = request with { Position = end };
        _options.Filter?.Apply(batch);
        if (node.Children.Count > _tree.Options.SliceAbove && _options.Stat != StatMask.None && batch.Count > 0)
        {
            batch.IsSlice = true;
        }
        else
        {
            _tree.FetchAttributes(batch, _options.Stat | _options.DirectoryStat);
        }

        return Status(node, end, batch);
    }

    private static ListStatus Status(MemoryNode node, int end, EntryBatch batch)
    {
        if (end < node.Children.Count)
        {
            return ListStatus.More;
        }

        (batch.Error, batch.ErrorStage) = (node.ListError, WalkStage.ReadDirectory);
        return node.ListError == Errno.None ? ListStatus.End : ListStatus.Failed;
    }

    private ListStatus Attribute(Request request, EntryBatch batch)
    {
        batch.TakeFrom(request.Slice!);
        batch.IsSlice = false;
        batch.IsSliceResult = true;
        if (_options.Cancellation.IsCancellationRequested)
        {
            batch.Clear(request.Directory);
            batch.IsSliceResult = true;
            batch.Error = Errno.ECANCELED;
            return ListStatus.Failed;
        }

        _tree.Options.OnNext?.Invoke(StateOf(request.Directory).Node!);
        _tree.FetchAttributes(batch, _options.Stat | _options.DirectoryStat);
        return ListStatus.End;
    }

    // As a local tree, which opens a directory below the open descriptor of its parent.
    private Errno Open(DirectoryNode directory, OpenNode state)
    {
        if (state.Node is null)
        {
            DirectoryNode? parent = directory.Parent;
            Require(parent is null || Volatile.Read(ref KeptFor(parent).IsReleased) == 0, "a directory is opened below one that was released");
            MemoryNode node = parent is null ? _tree.Root : _tree.Node(BitConverter.ToUInt64(directory.Handle.Bytes));
            if (node.OpenError != Errno.None)
            {
                return node.OpenError;
            }

            state.Node = node;
        }

        return Errno.None;
    }

    private static OpenNode StateOf(DirectoryNode directory) =>
        directory.ReaderState as OpenNode ?? throw new InvalidOperationException("a directory was not submitted");

    // A walk that does not start at the root opens directories below some that were not submitted, or will be later.
    private static OpenNode KeptFor(DirectoryNode directory)
    {
        if (directory.ReaderState is null)
        {
            directory.TryKeepReaderState(new OpenNode());
        }

        return StateOf(directory);
    }

    private static void Require(bool holds, string violation)
    {
        if (!holds)
        {
            throw new InvalidOperationException(violation);
        }
    }

    private sealed class OpenNode
    {
        internal MemoryNode? Node;
        internal int Uses;
        internal int IsReleased;
        internal int IsSubmitted;
    }

    private readonly record struct Request(DirectoryNode Directory, EntryBatch? Slice, int Position);
}
