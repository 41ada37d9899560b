namespace Fathom;

/// <summary>A sink's share for one worker. Order for each directory: <see cref="Enter"/>, its batches in any order and
/// from any worker, <see cref="Listed"/>, and <see cref="Leave"/> once its whole subtree has been delivered. The root comes first, as
/// a batch of one without a directory.</summary>
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

    /// <summary>All entries of <paramref name="directory"/> have been given to <see cref="Write"/>, and every such call, of whichever
    /// worker, has returned; what could not be read was reported. Comes once, before <see cref="Leave"/>.</summary>
    /// <param name="directory">Not called for one whose listing a cancelled or stopped walk has cut short: to have all of it, it must be
    /// listed again.</param>
    void Listed(DirectoryNode directory);

    /// <summary>Everything below <paramref name="directory"/> has been delivered.</summary>
    void Leave(DirectoryNode directory);

    /// <summary>A directory could not be read, or an entry could not be examined.</summary>
    void WriteError(WalkError error);
}
