using System.Text;

namespace Fathom.Local;

/// <summary>Lists directories for one worker through System.IO.</summary>
internal sealed class PortableReader : ITreeReader
{
    private const int BatchSize = 1024;

    private readonly PortableTree _tree;
    private readonly ReaderOptions _options;
    private readonly StatMask _mask;

    // Newest last, and served first.
    private readonly List<Request> _requests = [];

    internal PortableReader(PortableTree tree, ReaderOptions options)
    {
        if (options.FollowLinks)
        {
            throw new ArgumentException("System.IO tells no nodes apart, so a link could lead back for ever.", nameof(options));
        }

        _tree = tree;
        _options = options;
        _mask = options.Stat & tree.Traits.Attributes;
    }

    /// <inheritdoc/>
    public int Window => 1;

    /// <inheritdoc/>
    public void Submit(in ListRequest request) => _requests.Add(new Request(request.Directory));

    /// <inheritdoc/>
    public ListStatus Next(EntryBatch batch)
    {
        Request request = _requests[^1];
        batch.Clear(request.Directory);
        ListStatus status = List(request, batch);
        if (status != ListStatus.More)
        {
            request.Listing?.Dispose();
            _requests.RemoveAt(_requests.Count - 1);
        }

        return status;
    }

    /// <summary>Nothing: paths are absolute, so nothing is kept for children.</summary>
    public void Release(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Request request in _requests)
        {
            request.Listing?.Dispose();
        }

        _requests.Clear();
    }

    private ListStatus List(Request request, EntryBatch batch)
    {
        if (_options.Cancellation.IsCancellationRequested)
        {
            batch.Error = Errno.ECANCELED;
            batch.ErrorStage = WalkStage.ReadDirectory;
            return ListStatus.Failed;
        }

        ListStatus status = ReadNames(request, batch);
        batch.FirstOrdinal = request.Ordinal;
        request.Ordinal += batch.Count;
        _options.Filter?.Apply(batch);
        PortableAttributes.Prepare(batch, _mask);
        for (int i = 0; i < batch.Count; i++)
        {
            string path = Path.Join(request.Path, Encoding.UTF8.GetString(batch.Name(i)));
            PortableAttributes.Fetch(batch, i, path, follow: false);
        }

        return status;
    }

    private ListStatus ReadNames(Request request, EntryBatch batch)
    {
        batch.ErrorStage = request.Listing is null ? WalkStage.OpenDirectory : WalkStage.ReadDirectory;
        try
        {
            request.Listing ??= new PortableListing(request.Path = PathOf(request.Directory));
            batch.ErrorStage = WalkStage.ReadDirectory;
            return request.Listing.Read(batch, BatchSize) ? ListStatus.More : ListStatus.End;
        }
        catch (SystemException failure) when (ExceptionErrno.TryMap(failure, out Errno errno))
        {
            batch.Error = errno;
            return ListStatus.Failed;
        }
    }

    private string PathOf(DirectoryNode directory) =>
        directory.Parent is null ? _tree.Path : Encoding.UTF8.GetString(directory.GetPath());

    private sealed class Request(DirectoryNode directory)
    {
        internal DirectoryNode Directory { get; } = directory;

        internal string Path { get; set; } = "";

        internal PortableListing? Listing { get; set; }

        internal long Ordinal { get; set; }
    }
}
