namespace Fathom;

/// <summary>What a node is. The values are those of <c>d_type</c> in <c>struct dirent</c>, so a listing needs no mapping.</summary>
public enum EntryKind : byte
{
    /// <summary>Not known: the source did not say, and attributes were not fetched or failed.</summary>
    Unknown = 0,

    /// <summary>Named pipe.</summary>
    Fifo = 1,

    /// <summary>Character device.</summary>
    CharacterDevice = 2,

    /// <summary>Directory.</summary>
    Directory = 4,

    /// <summary>Block device.</summary>
    BlockDevice = 6,

    /// <summary>Regular file.</summary>
    File = 8,

    /// <summary>Symbolic link.</summary>
    Symlink = 10,

    /// <summary>Unix domain socket.</summary>
    Socket = 12,
}
