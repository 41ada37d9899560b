namespace Fathom.Index;

/// <summary>One worker's share of a scan: encodes batches into the log, and sums what each directory holds.</summary>
internal sealed class IndexSinkWriter(IndexSink sink) : ISinkWriter
{
    private readonly BatchEncoder _encoder = new(sink.Log);
    private readonly Stack<DirectorySums> _free = new();

    /// <inheritdoc/>
    public WalkAction Enter(DirectoryNode directory)
    {
        DirectorySums sums = _free.TryPop(out DirectorySums? free) ? free : new DirectorySums();
        sums.Clear();
        if (sink.Resume is null || !sink.Resume.TryBegin(directory.Row, sums))
        {
            sums.Own = new Rollup
            {
                Apparent = directory.OwnSize,
                Allocated = directory.OwnAllocated,
                NewestMtime = directory.OwnMtime,
                Entries = 1,
                Directories = 1,
            };
        }

        directory.SinkState = sums;
        return WalkAction.Continue;
    }

    /// <inheritdoc/>
    public WalkAction Write(EntryBatch batch)
    {
        DirectoryNode? directory = batch.Directory;
        if (directory is null)
        {
            WriteRoot(batch);
            return WalkAction.Continue;
        }

        PruneIndex(batch);
        if (sink.Options.DirectoriesOnly)
        {
            WriteDirectories(batch, directory.Row);
        }
        else
        {
            _encoder.Write(batch, 0, batch.Count, directory.Row);
        }

        DirectorySums sums = (DirectorySums)directory.SinkState!;
        Rollup own = Rollup.Empty;
        UInt128 digest = BatchSums.Add(batch, sink.Options.Walk.OneFileSystem ? sink.RootDevice : 0, ref own);
        sums.Add(own, digest);
        return WalkAction.Continue;
    }

    /// <inheritdoc/>
    public void Listed(DirectoryNode directory)
    {
        DirectorySums sums = (DirectorySums)directory.SinkState!;
        sink.Log.AddDirectory(directory, sink.RootNameLength, sums);
        directory.SinkState = null;
        _free.Push(sums);
    }

    /// <inheritdoc/>
    public void Leave(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void WriteError(WalkError error) => sink.Log.AddError(error);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void WriteRoot(EntryBatch batch)
    {
        sink.RootNameLength = batch.Name(0).Length;
        sink.RootDevice = (batch.Filled & StatMask.Device) != 0 ? batch.Devices[0] : 0;
        _encoder.WriteRoot(batch);
    }

    private void PruneIndex(EntryBatch batch)
    {
        NodeId index = sink.NotEntered;
        int at = index.Inode == 0 ? -1 : batch.Inodes.IndexOf(index.Inode);
        if (at >= 0 && (batch.Filled & StatMask.Device) != 0 && batch.Devices[at] == index.Device && batch.Descends(at))
        {
            batch.Prune(at);
        }
    }

    // What has several links stays too: which of them counts is known at the end.
    private void WriteDirectories(EntryBatch batch, long directory)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Kinds[i] == EntryKind.Directory || BatchEncoder.HasLinkOrder(batch, i))
            {
                _encoder.Write(batch, i, 1, directory);
            }
        }
    }
}
