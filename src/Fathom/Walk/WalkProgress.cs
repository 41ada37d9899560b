namespace Fathom;

/// <summary>Where a running walk stands; a momentary picture.</summary>
/// <param name="Entries">Entries delivered.</param>
/// <param name="Directories">Directories listed to their end.</param>
/// <param name="AllocatedBytes">Allocated bytes of the entries delivered, every link counted; 0 if the sink does not want them.</param>
/// <param name="Errors">Directories and entries that could not be read.</param>
/// <param name="Waiting">Directories and slices that wait.</param>
/// <param name="Steals">Times that a worker took work from another.</param>
/// <param name="Slices">Slices of huge directories that were handed out.</param>
/// <param name="Parks">Times that a worker went to sleep.</param>
public readonly record struct WalkProgress(
    long Entries, long Directories, long AllocatedBytes, long Errors, long Waiting, long Steals, long Slices, long Parks);
