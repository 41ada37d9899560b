namespace Fathom.Vault;

/// <summary>Lists directories of a vault for one worker. Each is found by its id, which the listing of its parent read; nothing is looked up by
/// path.</summary>
internal sealed class VaultReader : ITreeReader
{
    private readonly VaultTree _tree;
    private readonly ReaderOptions _options;
    private readonly ListingRoom _room = new();

    // Newest last: a long listing rests while what was submitted later is served.
    private Request[] _requests = new Request[4];
    private int _count;

    internal VaultReader(VaultTree tree, ReaderOptions options)
    {
        _tree = tree;
        _options = options;
    }

    /// <inheritdoc/>
    public int Window => 1;

    /// <inheritdoc/>
    public void Submit(in ListRequest request)
    {
        if (request.Slice is not null)
        {
            throw new ArgumentException("This reader makes no slices.", nameof(request));
        }

        if (_count == _requests.Length)
        {
            Array.Resize(ref _requests, _count * 2);
        }

        _requests[_count++] = new Request { Node = request.Directory };
    }

    /// <inheritdoc/>
    public ListStatus Next(EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_count == 0)
        {
            throw new InvalidOperationException("Nothing was submitted.");
        }

        ref Request request = ref _requests[_count - 1];
        batch.Clear(request.Node);
        Errno errno = List(ref request, batch);
        ListStatus status = errno != Errno.None ? ListStatus.Failed : request.Listing!.IsEnd ? ListStatus.End : ListStatus.More;
        batch.Error = errno;
        if (status != ListStatus.More)
        {
            request.Listing?.Dispose();
            request = default;
            _count--;
        }

        return status;
    }

    /// <summary>Nothing: a directory holds its id alone, which its descendants compare theirs with.</summary>
    public void Release(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_count > 0)
        {
            _requests[--_count].Listing?.Dispose();
        }
    }

    private Errno List(ref Request request, EntryBatch batch)
    {
        batch.ErrorStage = WalkStage.OpenDirectory;
        Errno errno = _options.Cancellation.IsCancellationRequested ? Errno.ECANCELED : Errno.None;
        if (errno == Errno.None && request.Listing is null)
        {
            errno = Open(ref request, batch);
        }

        if (errno != Errno.None)
        {
            return errno;
        }

        batch.ErrorStage = WalkStage.ReadDirectory;
        batch.FirstOrdinal = request.Ordinal;
        errno = request.Listing!.Fill(batch);
        request.Ordinal += request.Listing.Named;
        return errno;
    }

    private Errno Open(ref Request request, EntryBatch batch)
    {
        Errno errno = IdOf(request.Node, out DirectoryId? id);
        if (errno == Errno.None && IsInside(request.Node.Parent, id!))
        {
            batch.ErrorStage = WalkStage.Loop;
            return Errno.ELOOP;
        }

        return errno == Errno.None ? VaultListing.Open(_tree, id!, _options, _room, out request.Listing) : errno;
    }

    // A vault that was damaged, or made so on purpose: a node below a directory has that directory's id.
    private static bool IsInside(DirectoryNode? directory, DirectoryId id)
    {
        for (DirectoryNode? node = directory; node?.Parent is not null; node = node.Parent)
        {
            ReadOnlySpan<byte> known = !node.Handle.IsEmpty ? node.Handle.Bytes
                : node.ReaderState is DirectoryId kept ? kept.Bytes
                : default;
            if (known.SequenceEqual(id.Bytes))
            {
                return true;
            }
        }

        return false;
    }

    // Ids that are too long for a handle are read again, by name, down from the nearest ancestor whose id is known.
    private Errno IdOf(DirectoryNode node, out DirectoryId? id)
    {
        Stack<DirectoryNode>? unknown = null;
        DirectoryNode known = node;
        while ((id = KnownIdOf(known)) is null)
        {
            (unknown ??= new Stack<DirectoryNode>()).Push(known);
            known = known.Parent!;
        }

        while (unknown is not null && unknown.TryPop(out DirectoryNode? next))
        {
            Errno errno = _tree.ReadId(id!, next.Name, out id);
            if (errno != Errno.None)
            {
                return errno;
            }

            next.TryKeepReaderState(id!);
        }

        return Errno.None;
    }

    private static DirectoryId? KnownIdOf(DirectoryNode node) =>
        node.Parent is null ? DirectoryId.Root
        : node.Handle.IsEmpty ? node.ReaderState as DirectoryId
        : new DirectoryId(node.Handle.Bytes.ToArray());

    private struct Request
    {
        internal DirectoryNode Node;

        /// <summary>Null until the directory is served first.</summary>
        internal VaultListing? Listing;

        internal long Ordinal;
    }
}
