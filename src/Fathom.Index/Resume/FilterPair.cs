namespace Fathom.Index;

/// <summary>Drops what either of two filters drops.</summary>
internal sealed class FilterPair(IEntryFilter first, IEntryFilter second) : IEntryFilter
{
    /// <inheritdoc/>
    public void Apply(EntryBatch batch)
    {
        first.Apply(batch);
        second.Apply(batch);
    }
}
