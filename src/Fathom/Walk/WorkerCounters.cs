namespace Fathom;

/// <summary>What one worker did. Written by its worker alone; others may read it at any time for progress.</summary>
internal sealed class WorkerCounters
{
    internal long Entries;
    internal long Directories;
    internal long Bytes;
    internal long Errors;
    internal long Dropped;
    internal long Slices;
    internal long Abandoned;
}
