using System.Runtime.Versioning;

namespace Fathom.Local;

/// <summary>Lists local directories for one worker: openat, getdents64, statx and close, each inside <see cref="Next"/>.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class LocalReader : ITreeReader
{
    private static readonly object s_released = new();

    private readonly LocalTree _tree;
    private readonly ReaderOptions _options;
    private readonly AttributeReader _attributes;
    private readonly OpenDirectoryList _open;

    // Newest last: a long listing rests while what was submitted later is served.
    private Request[] _requests = new Request[4];
    private int _count;

    internal LocalReader(LocalTree tree, ReaderOptions options)
    {
        _tree = tree;
        _options = options;
        _attributes = new AttributeReader(options);
        int share = tree.DescriptorBudget / Math.Max(1, options.Readers);
        _open = new OpenDirectoryList(Math.Clamp(share - 2, 1, 512));
    }

    /// <inheritdoc/>
    public int Window => 1;

    /// <inheritdoc/>
    public void Submit(in ListRequest request)
    {
        if (_count == _requests.Length)
        {
            Array.Resize(ref _requests, _count * 2);
        }

        _requests[_count++] = new Request { Node = request.Directory, Slice = request.Slice };
    }

    /// <inheritdoc/>
    public ListStatus Next(EntryBatch batch)
    {
        if (_count == 0)
        {
            throw new InvalidOperationException("Nothing was submitted.");
        }

        ref Request request = ref _requests[_count - 1];
        ListStatus status = request.Slice is not null ? Attribute(ref request, batch) : List(ref request, batch);
        if (status != ListStatus.More)
        {
            if (request.Directory is not null)
            {
                request.Directory.Owner.Return(request.Directory);
            }

            request = default;
            _count--;
        }

        return status;
    }

    /// <inheritdoc/>
    public void Release(DirectoryNode directory)
    {
        // In one step, and for good: whoever is on a way through it must not keep it after this.
        if (directory.ExchangeReaderState(s_released) is OpenDirectory open)
        {
            open.Owner.Release(open);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_count > 0)
        {
            OpenDirectory? directory = _requests[--_count].Directory;
            directory?.Owner.Return(directory);
        }

        _open.Dispose();
    }

    private ListStatus List(ref Request request, EntryBatch batch)
    {
        batch.Clear(request.Node);
        Errno errno = _options.Cancellation.IsCancellationRequested ? Errno.ECANCELED : Errno.None;
        batch.ErrorStage = WalkStage.OpenDirectory;
        if (errno == Errno.None && request.Directory is null)
        {
            errno = OpenForListing(ref request);
        }

        if (errno != Errno.None)
        {
            batch.Error = errno;
            return ListStatus.Failed;
        }

        batch.ErrorStage = WalkStage.ReadDirectory;
        ListStatus status = DirectoryRecords.Read(request.Descriptor, batch);
        batch.FirstOrdinal = request.Ordinal;
        request.Ordinal += batch.Count;
        _options.Filter?.Apply(batch);

        // A directory that does not fit one batch is a huge one: whoever is idle fetches the attributes.
        bool isHuge = status == ListStatus.More || (status == ListStatus.End && batch.FirstOrdinal > 0);
        if (isHuge && _attributes.IsNeeded && batch.Count > 0)
        {
            batch.IsSlice = true;
            return status;
        }

        _attributes.Fetch(request.Descriptor, batch);
        return status;
    }

    private ListStatus Attribute(ref Request request, EntryBatch batch)
    {
        batch.TakeFrom(request.Slice!);
        batch.IsSlice = false;
        batch.IsSliceResult = true;
        Errno errno = _options.Cancellation.IsCancellationRequested ? Errno.ECANCELED : Borrow(ref request);
        if (errno == Errno.ECANCELED)
        {
            batch.Clear(request.Node);
            batch.IsSliceResult = true;
            batch.Error = errno;
            return ListStatus.Failed;
        }

        if (errno == Errno.None)
        {
            _attributes.Fetch(request.Descriptor, batch);
            return ListStatus.End;
        }

        EntryColumns columns = new(batch, _options.Stat | _options.DirectoryStat);
        for (int i = 0; i < batch.Count; i++)
        {
            columns.StoreNothing(i);
            batch.SetErrno(i, errno);
        }

        return ListStatus.End;
    }

    private struct Request
    {
        internal DirectoryNode Node;
        internal EntryBatch? Slice;

        /// <summary>Borrowed while the request runs.</summary>
        internal OpenDirectory? Directory;

        internal int Descriptor;
        internal long Ordinal;
    }
}
