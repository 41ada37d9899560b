namespace Fathom.Index;

/// <summary>What a part holds. The numbers stand in the catalog.</summary>
internal enum PartKind
{
    /// <summary>Entries.</summary>
    Entries = 0,

    /// <summary>Directories with what they hold themselves, as the walk wrote them.</summary>
    Directories = 1,

    /// <summary>All directories with rollups.</summary>
    Rollups = 2,
}
