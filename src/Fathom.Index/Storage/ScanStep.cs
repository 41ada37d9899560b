namespace Fathom.Index;

/// <summary>Moments after which a scan may be killed, each with another state on the disk.</summary>
internal enum ScanStep
{
    /// <summary>The first row of a part is there, and nothing of it on the disk.</summary>
    PartBegun,

    /// <summary>A part is on the disk under its temporary name.</summary>
    PartWritten,

    /// <summary>The catalog names the parts of an epoch.</summary>
    Committed,

    /// <summary>A part has its name.</summary>
    PartNamed,

    /// <summary>The rollups are on the disk under their temporary name.</summary>
    RollupsWritten,

    /// <summary>The catalog names the rollups, and the directories that they were made of no more.</summary>
    RollupsCommitted,

    /// <summary>The rollups have their name, and what they were made of is gone.</summary>
    RollupsNamed,

    /// <summary>The catalog says that the index is finished.</summary>
    Finished,

    /// <summary>The index that is replaced was moved aside, and nothing stands in its place.</summary>
    MovedAside,

    /// <summary>The new index stands in the place of the one that it replaces, which is still there.</summary>
    Replaced,
}
