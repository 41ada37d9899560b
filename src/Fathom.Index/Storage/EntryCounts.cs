namespace Fathom.Index;

/// <summary>Entries by kind.</summary>
internal struct EntryCounts
{
    internal long Files;
    internal long Directories;
    internal long Symlinks;
    internal long Others;

    /// <summary>Those among them that have several links and so count at the end.</summary>
    internal long Linked;

    /// <summary>Roots that are not listed: no directories, or left out by the depth.</summary>
    internal long SingleRoots;

    internal readonly long Total => Files + Directories + Symlinks + Others;

    internal void Count(EntryKind kind)
    {
        switch (kind)
        {
            case EntryKind.File:
                Files++;
                break;
            case EntryKind.Directory:
                Directories++;
                break;
            case EntryKind.Symlink:
                Symlinks++;
                break;
            default:
                Others++;
                break;
        }
    }

    internal void Add(in EntryCounts other)
    {
        Files += other.Files;
        Directories += other.Directories;
        Symlinks += other.Symlinks;
        Others += other.Others;
        Linked += other.Linked;
        SingleRoots += other.SingleRoots;
    }
}
