namespace Fathom.Cli;

/// <summary>One worker's reader of a <see cref="StoreTree"/>.</summary>
internal sealed class StoreReader(StoreTree tree, CancellationToken cancellation) : ITreeReader
{
    private readonly Stack<DirectoryNode> _submitted = new();

    /// <inheritdoc/>
    public int Window => 1;

    /// <inheritdoc/>
    public void Submit(in ListRequest request) => _submitted.Push(request.Directory);

    /// <inheritdoc/>
    public ListStatus Next(EntryBatch batch)
    {
        DirectoryNode directory = _submitted.Pop();
        batch.Clear(directory);
        if (cancellation.IsCancellationRequested)
        {
            batch.Error = Errno.ECANCELED;
            return ListStatus.Failed;
        }

        batch.Prepare(StoreTree.Filled);
        tree.List(StoreTree.NumberOf(directory.Handle), batch);
        return ListStatus.End;
    }

    /// <inheritdoc/>
    public void Release(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
