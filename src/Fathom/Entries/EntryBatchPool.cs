namespace Fathom;

/// <summary>Batches that are not in use, for slices and streams. Thread-safe; the batch of each worker does not pass through it.</summary>
internal sealed class EntryBatchPool
{
    private readonly Lock _lock = new();
    private readonly Stack<EntryBatch> _free = new();

    internal EntryBatch Rent()
    {
        lock (_lock)
        {
            return _free.TryPop(out EntryBatch? batch) ? batch : new EntryBatch();
        }
    }

    internal void Return(EntryBatch batch)
    {
        batch.Clear(null);
        lock (_lock)
        {
            _free.Push(batch);
        }
    }
}
