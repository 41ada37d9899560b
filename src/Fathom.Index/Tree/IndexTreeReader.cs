using System.Buffers.Binary;

namespace Fathom.Index;

/// <summary>Lists directories of a saved index for one worker. While rows are fetched by queries many requests wait for one of them;
/// once all are there, the newest is served first.</summary>
internal sealed class IndexTreeReader(TreeCopy copy, TreeErrors errors, ReaderOptions options) : ITreeReader
{
    private const int QueryWindow = 1024;

    private readonly List<Request> _requests = [];
    private byte[] _buffer = [];

    /// <inheritdoc/>
    public int Window => copy.IsWhole ? 1 : QueryWindow;

    /// <inheritdoc/>
    public void Submit(in ListRequest request) => _requests.Add(new Request
    {
        Directory = request.Slice is null ? request.Directory : throw new ArgumentException("No directory of an index is cut into slices.", nameof(request)),
        Number = NumberOf(request.Directory),
    });

    /// <inheritdoc/>
    public ListStatus Next(EntryBatch batch)
    {
        Request request = _requests[^1];
        batch.Clear(request.Directory);
        ListStatus status = Read(request, batch);
        if (status != ListStatus.More)
        {
            _requests.RemoveAt(_requests.Count - 1);
        }

        return status;
    }

    /// <inheritdoc/>
    public void Release(DirectoryNode directory)
    {
        // Nothing is kept for a directory.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The copy belongs to the tree.
    }

    private static long NumberOf(DirectoryNode directory)
    {
        ReadOnlySpan<byte> handle = directory.Handle.Bytes;
        return handle.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(handle) : 0;
    }

    private ListStatus Read(Request request, EntryBatch batch)
    {
        if (request.Number == TreeRow.Loop)
        {
            return Fail(batch, WalkStage.Loop, Errno.ELOOP);
        }

        if (!request.IsBegun && !TryBegin(request))
        {
            return Fail(batch, WalkStage.ReadDirectory, Errno.ECANCELED);
        }

        if (request.Next < request.Runs.Length)
        {
            if (options.Cancellation.IsCancellationRequested)
            {
                return Fail(batch, WalkStage.ReadDirectory, Errno.ECANCELED);
            }

            ReadRun(request, batch);
        }

        return request.Next < request.Runs.Length ? ListStatus.More : End(request, batch);
    }

    private bool TryBegin(Request request)
    {
        try
        {
            options.Cancellation.ThrowIfCancellationRequested();
            copy.Require(_requests.Where(static waiting => waiting.Number > 0).Select(static waiting => waiting.Number), options.Cancellation);
        }
        catch (OperationCanceledException) when (options.Cancellation.IsCancellationRequested)
        {
            return false;
        }

        // 0 is what the scan did not enter, because of its depth or its file system: an entry, and nothing below it.
        request.Runs = request.Number > 0 ? copy.RunsOf(request.Number) : default;
        request.IsBegun = true;
        return true;
    }

    private void ReadRun(Request request, EntryBatch batch)
    {
        TreeRun run = request.Runs.Span[request.Next++];
        batch.FirstOrdinal = request.Ordinal;
        request.Refused += copy.Row.Read(copy.Read(in run, ref _buffer), batch);
        request.Ordinal += batch.Count;
        errors.Explain(batch);
        options.Filter?.Apply(batch);
    }

    private ListStatus End(Request request, EntryBatch batch)
    {
        if (request.Refused > 0)
        {
            return Fail(batch, WalkStage.ReadDirectory, Errno.EBADMSG);
        }

        (WalkStage stage, Errno errno) = errors.OfListing(request.Directory, request.Number);
        return errno == Errno.None ? ListStatus.End : Fail(batch, stage, errno);
    }

    private static ListStatus Fail(EntryBatch batch, WalkStage stage, Errno errno)
    {
        (batch.ErrorStage, batch.Error) = (stage, errno);
        return ListStatus.Failed;
    }

    private sealed class Request
    {
        internal required DirectoryNode Directory;
        internal required long Number;
        internal ReadOnlyMemory<TreeRun> Runs;
        internal bool IsBegun;
        internal int Next;
        internal long Ordinal;
        internal int Refused;
    }
}
