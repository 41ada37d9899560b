namespace Fathom;

/// <summary>Lists directories for one worker: submissions in, batches out. Used by one thread at a time.</summary>
public interface ITreeReader : IDisposable
{
    /// <summary>Requests worth having in flight at once: 1 for a local disk, the RPC window for NFS. More may be submitted:
    /// a walk that has too many directories waiting lets a long listing rest and works on its children first. A reader
    /// with a window of 1 serves the newest request first.</summary>
    int Window { get; }

    /// <summary>Takes a request. It does no more than what never waits. The directory's parent was submitted before, except in a walk
    /// with a <see cref="WalkStart"/>: there it may never be, or later.</summary>
    /// <param name="request">A directory, or a slice of names of one huge directory that still need attributes.</param>
    void Submit(in ListRequest request);

    /// <summary>Waits for the next batch of any submitted request.</summary>
    /// <param name="batch">Cleared and filled; <see cref="EntryBatch.Directory"/> says whose entries these are.</param>
    /// <returns>Whether that request goes on, has ended, or failed. A batch may hold entries whatever the status says.</returns>
    ListStatus Next(EntryBatch batch);

    /// <summary>No request below <paramref name="directory"/> will come any more: what was kept for it (a descriptor, a handle)
    /// can go. Called once for each directory that was submitted, and for those of a <see cref="WalkStart"/> whether submitted or
    /// not, by any worker's reader, perhaps while other readers work.</summary>
    void Release(DirectoryNode directory);
}
