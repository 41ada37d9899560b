namespace Fathom.Nfs;

/// <summary>The listing of one held directory. A walk of a whole tree lists many at once instead (<see cref="NfsReader"/>).</summary>
internal sealed class NfsContentListing : IDirectoryListing
{
    private readonly NfsClient _client;
    private readonly NfsFileHandle _directory;
    private readonly StatMask _mask;
    private readonly PageChain _chain;
    private readonly List<NfsDirectoryEntry> _page = [];

    /// <param name="mask">Attributes that are wanted; only those that NFS has.</param>
    internal NfsContentListing(NfsClient client, in NfsFileHandle directory, StatMask mask)
    {
        _client = client;
        _directory = directory;
        _mask = mask;
        _chain = new PageChain(client.Options);
    }

    /// <inheritdoc/>
    public Errno Next(EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear(null);
        _page.Clear();
        Errno errno = Errno.None;
        while (_page.Count == 0 && !_chain.IsEnd && errno == Errno.None)
        {
            errno = _client.ReadPage(in _directory, _chain, _page, CancellationToken.None);
        }

        foreach (NfsDirectoryEntry entry in _page)
        {
            int index = batch.AddName(entry.Name.Span, entry.Attributes?.Kind ?? EntryKind.Unknown, entry.FileId);
            if (!entry.Handle.IsEmpty)
            {
                SetHandle(batch, index, entry.Handle);
            }
        }

        Fill(batch);
        batch.Error = errno;
        return errno;
    }

    /// <summary>Nothing: the server keeps nothing of a listing.</summary>
    public void Dispose()
    {
    }

    private static void SetHandle(EntryBatch batch, int index, NfsFileHandle handle) =>
        batch.SetHandle(index, new NodeHandle(NfsFileHandle.BytesOf(in handle)));

    private void Fill(EntryBatch batch)
    {
        if (_mask == StatMask.None)
        {
            return;
        }

        EntryColumns columns = new(batch, _mask);
        for (int i = 0; i < batch.Count; i++)
        {
            NfsNode node = new(_page[i].Handle, _page[i].Attributes);
            Errno errno = Complete(batch, i, ref node);
            if (errno == Errno.None)
            {
                columns.Store(i, node.Attributes!.Value);
                errno = FillTarget(batch, i, in node);
            }
            else
            {
                columns.StoreNothing(i);
            }

            if (errno != Errno.None)
            {
                batch.SetErrno(i, errno);
            }
        }

        batch.Filled = _mask;
    }

    /// <summary>Asks for what the page left out, as READDIR always does.</summary>
    private Errno Complete(EntryBatch batch, int index, ref NfsNode node)
    {
        if (node.Handle.IsEmpty)
        {
            Errno errno = _client.Lookup(in _directory, batch.Name(index), out node);
            if (errno != Errno.None)
            {
                return errno;
            }

            SetHandle(batch, index, node.Handle);
        }

        if (node.Attributes is not null)
        {
            return Errno.None;
        }

        Errno missing = _client.GetAttributes(node.Handle, out NodeAttributes attributes);
        node = node with { Attributes = attributes };
        return missing;
    }

    private Errno FillTarget(EntryBatch batch, int index, in NfsNode node)
    {
        if ((_mask & StatMask.Target) == 0 || node.Attributes!.Value.Kind != EntryKind.Symlink)
        {
            return Errno.None;
        }

        Errno errno = _client.ReadLink(node.Handle, out byte[] target);
        batch.SetTarget(index, target);
        return errno;
    }
}
