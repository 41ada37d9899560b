namespace Fathom.Index;

/// <summary>What differs between two states of an entry.</summary>
[Flags]
public enum ChangedFields
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A file became a directory, or the like.</summary>
    Type = 1,

    /// <summary>The apparent size; never of directories.</summary>
    Size = 2,

    /// <summary>The last change of content.</summary>
    Mtime = 4,

    /// <summary>The permission bits.</summary>
    Mode = 8,

    /// <summary>The owner.</summary>
    Uid = 16,

    /// <summary>The group.</summary>
    Gid = 32,

    /// <summary>Where a symbolic link points.</summary>
    Target = 64,
}
