namespace Fathom.Nfs;

/// <summary>Names that still need attributes, a handle or a link's target: calls for several of them are outstanding at once.</summary>
internal sealed class SliceFetch : ReaderOperation
{
    /// <summary>The names; columns are filled in place.</summary>
    internal EntryBatch Batch { get; set; } = null!;

    /// <summary>The first entry for which nothing was sent yet.</summary>
    internal int Next { get; set; }

    /// <summary>Entries that are not finished.</summary>
    internal int Left { get; set; }

    internal void Begin(EntryBatch batch)
    {
        Node = batch.Directory!;
        Batch = batch;
        Next = 0;
        Left = batch.Count;
    }
}
