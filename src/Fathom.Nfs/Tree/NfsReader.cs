namespace Fathom.Nfs;

// Submissions become operations; operations become calls as far as the window has room:
//
//   Submit ──▶ _ready ──▶ calls outstanding on one connection ──▶ replies, in any order
//                 ▲                                                  │
//                 └── the next page of a listing, the next entry ◀───┤
//                     of a slice, a page that begins again           └──▶ batch
//
// The next page is asked for before the worker gets the last one, so that the server works while the sink does.

/// <summary>Lists directories of a server for one worker, many calls at a time, on a connection of its own.</summary>
internal sealed partial class NfsReader : ITreeReader
{
    private readonly NfsTree _tree;
    private readonly ReaderOptions _options;
    private readonly StatMask _mask;
    private readonly PageDecoder _decoder;
    private readonly PendingCall[] _calls = new PendingCall[RpcConnection.MaxCalls];
    private readonly Stack<int> _freeCalls = new(RpcConnection.MaxCalls);
    private readonly ReadyOperations _ready = new();
    private readonly List<ReaderOperation> _live = [];
    private readonly Stack<DirectoryListing> _idleListings = new();
    private readonly Stack<SliceFetch> _idleSlices = new();

    // Entries of the page that was delivered last that need further calls; they come with the next batch, as a slice.
    private readonly EntryBatch _rest = new();
    private bool _hasRest;
    private ListStatus _restStatus;
    private Errno _restError;
    private long _sequence;
    private RpcConnection? _opened;

    internal NfsReader(NfsTree tree, ReaderOptions options)
    {
        _tree = tree;
        _options = options;
        _mask = (options.Stat | options.DirectoryStat | StatMask.Kind | StatMask.Inode) & tree.Traits.Attributes;
        _decoder = new PageDecoder(_mask);
        for (int i = _calls.Length - 1; i >= 0; i--)
        {
            _freeCalls.Push(i);
        }
    }

    /// <inheritdoc/>
    public int Window => _tree.Client.Governor.Window;

    /// <inheritdoc/>
    public void Submit(in ListRequest request)
    {
        ReaderOperation operation;
        if (request.Slice is not null)
        {
            SliceFetch slice = _idleSlices.TryPop(out SliceFetch? idle) ? idle : new SliceFetch();
            slice.Begin(request.Slice);
            operation = slice;
        }
        else
        {
            DirectoryListing listing = _idleListings.TryPop(out DirectoryListing? idle) ? idle : new DirectoryListing();
            listing.Begin(request.Directory, _tree.FirstSize);
            operation = listing;
        }

        operation.Sequence = _sequence++;
        operation.Place = _live.Count;
        _live.Add(operation);
        _ready.Add(operation);
    }

    /// <inheritdoc/>
    /// <exception cref="FathomException">The server is dead.</exception>
    public ListStatus Next(EntryBatch batch)
    {
        if (_hasRest)
        {
            return DeliverRest(batch);
        }

        if (_live.Count == 0)
        {
            throw new InvalidOperationException("Nothing was submitted.");
        }

        while (!_options.Cancellation.IsCancellationRequested)
        {
            QueueCalls();
            if (!Connection.TryReceive(out RpcReply reply, _options.Cancellation))
            {
                break;
            }

            if (Handle(in reply, batch, out ListStatus status))
            {
                // Unless more replies have come already, which will make more calls to send together.
                if (!Connection.HasBuffered)
                {
                    QueueCalls();
                    Connection.Flush(_options.Cancellation);
                }

                return status;
            }
        }

        return Abandon(batch);
    }

    /// <summary>Nothing: a handle needs no closing.</summary>
    public void Release(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _opened?.Dispose();

    // Made when there is something to ask: by then the calls about the root have left one, and a reader without work needs none.
    private RpcConnection Connection => _opened ??= _tree.Client.OpenConnection();

    // True when a batch has come of it.
    private bool Handle(in RpcReply reply, EntryBatch batch, out ListStatus status)
    {
        PendingCall call = _calls[reply.Tag];
        if (reply.Errno == Errno.None && Nfs3Result.IsJukebox(reply.Body) && Connection.RetryLater())
        {
            status = default;
            return false;
        }

        FreeCall(reply.Tag);
        return call.Operation is DirectoryListing listing
            ? HandlePage(listing, in reply, batch, out status)
            : HandleEntry((SliceFetch)call.Operation!, call.Entry, in reply, batch, out status);
    }

    private void QueueCalls()
    {
        int window = Math.Min(Window, RpcConnection.MaxCalls);
        while (Connection.Outstanding < window && !_ready.IsEmpty)
        {
            ReaderOperation operation = _ready.Newest;
            if (operation is DirectoryListing listing)
            {
                _ready.RemoveNewest();
                SendPage(listing);
            }
            else
            {
                SliceFetch slice = (SliceFetch)operation;
                SendEntry(slice);
                if (slice.Next == slice.Batch.Count)
                {
                    _ready.RemoveNewest();
                }
            }
        }
    }

    // Every request ends once; what the server still answers nobody hears.
    private ListStatus Abandon(EntryBatch batch)
    {
        ReaderOperation operation = _live[^1];
        Forget(operation);
        if (operation is SliceFetch slice)
        {
            batch.TakeFrom(slice.Batch);
            batch.Clear(slice.Node);
            batch.IsSliceResult = true;
        }
        else
        {
            batch.Clear(operation.Node);
        }

        batch.ErrorStage = WalkStage.ReadDirectory;
        batch.Error = Errno.ECANCELED;
        return ListStatus.Failed;
    }

    private void Forget(ReaderOperation operation)
    {
        ReaderOperation last = _live[^1];
        _live[operation.Place] = last;
        last.Place = operation.Place;
        _live.RemoveAt(_live.Count - 1);
    }

    private XdrWriter BeginCall(RpcProcedure procedure, ReaderOperation operation, int entry)
    {
        int tag = _freeCalls.Pop();
        _calls[tag] = new PendingCall(operation, entry);
        return Connection.Begin(procedure, tag);
    }

    private void FreeCall(int tag)
    {
        _calls[tag] = default;
        _freeCalls.Push(tag);
    }
}
