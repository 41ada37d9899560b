namespace Fathom;

/// <summary>What a walk was doing when an error came.</summary>
public enum WalkStage : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Examining the root.</summary>
    Root,

    /// <summary>Opening a directory.</summary>
    OpenDirectory,

    /// <summary>Listing a directory; some of its entries may have come.</summary>
    ReadDirectory,

    /// <summary>Fetching the attributes of an entry.</summary>
    Stat,

    /// <summary>Reading where a symbolic link points.</summary>
    ReadLink,

    /// <summary>Going into a directory that the walk is already inside of (<see cref="Errno.ELOOP"/>).</summary>
    Loop,
}
