namespace Fathom;

/// <summary>The entries of one directory, batch by batch. Used by one thread at a time.</summary>
public interface IDirectoryListing : IDisposable
{
    /// <summary>Fetches the next entries. Neither "." nor "..". A name that stays there is given once; names that come or go meanwhile
    /// are given once or not at all.</summary>
    /// <param name="batch">Cleared and filled, its directory is null; it has no entries at the end of the directory. An entry whose
    /// attributes could not be fetched says so (<see cref="EntryBatch.Errnos"/>).</param>
    /// <returns>Why the rest cannot be listed. Entries in the batch are good whatever the result is.</returns>
    Errno Next(EntryBatch batch);
}
