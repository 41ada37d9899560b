namespace Fathom;

/// <summary>What waits in the frontier: a directory to list, or a slice of one that needs attributes.</summary>
internal readonly struct WorkItem
{
    internal WorkItem(DirectoryNode directory) => Directory = directory;

    internal WorkItem(EntryBatch slice)
    {
        Slice = slice;
        Directory = slice.Directory!;
    }

    internal DirectoryNode Directory { get; }

    internal EntryBatch? Slice { get; }
}
