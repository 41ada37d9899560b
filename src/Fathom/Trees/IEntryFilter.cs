namespace Fathom;

/// <summary>Drops names before attributes are fetched. Thread-safe: all readers of a walk share one.</summary>
public interface IEntryFilter
{
    /// <summary>Drops what is not wanted from a batch that was just listed (<see cref="EntryBatch.Drop"/>).</summary>
    void Apply(EntryBatch batch);
}
