namespace Fathom;

/// <summary>A sink's share for one worker. Order for each directory: <see cref="Enter"/>, its batches in any order and
/// from any worker, <see cref="Leave"/> once its whole subtree has been delivered. The root comes first, as a batch of one
/// without a directory.</summary>
public interface ISinkWriter : IDisposable
{
    /// <summary>A directory is about to be listed.</summary>
    /// <param name="directory">Valid until its <see cref="Leave"/>; recycled afterwards.</param>
    /// <returns><see cref="WalkAction.Prune"/> leaves it out; then no <see cref="Leave"/> follows.</returns>
    WalkAction Enter(DirectoryNode directory);

    /// <summary>Entries of one directory.</summary>
    /// <param name="batch">Borrowed for the call. Entries with an errno have no attributes. Directories that the walk goes into are
    /// marked (<see cref="EntryBatch.Descends"/>) and can be pruned.</param>
    WalkAction Write(EntryBatch batch);

    /// <summary>Everything below <paramref name="directory"/> has been delivered.</summary>
    void Leave(DirectoryNode directory);

    /// <summary>A directory could not be read, or an entry could not be examined.</summary>
    void WriteError(WalkError error);
}
