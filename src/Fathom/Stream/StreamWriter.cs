namespace Fathom;

/// <summary>One worker's way into a stream.</summary>
internal sealed class StreamWriter(StreamSink sink) : ISinkWriter
{
    /// <inheritdoc/>
    public WalkAction Enter(DirectoryNode directory) => Send(WalkBatchKind.EnterDirectory, directory);

    /// <inheritdoc/>
    public WalkAction Write(EntryBatch batch)
    {
        WalkBatch? item = sink.Rent();
        if (item is null)
        {
            return WalkAction.Stop;
        }

        item.SetEntries(batch);
        sink.Send(item);
        return WalkAction.Continue;
    }

    /// <inheritdoc/>
    public void Listed(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void Leave(DirectoryNode directory) => Send(WalkBatchKind.LeaveDirectory, directory);

    /// <inheritdoc/>
    public void WriteError(WalkError error)
    {
        WalkBatch? item = sink.Rent();
        if (item is not null)
        {
            item.SetError(error);
            sink.Send(item);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private WalkAction Send(WalkBatchKind kind, DirectoryNode directory)
    {
        WalkBatch? item = sink.Rent();
        if (item is null)
        {
            return WalkAction.Stop;
        }

        item.SetDirectory(kind, directory);
        sink.Send(item);
        return WalkAction.Continue;
    }
}
