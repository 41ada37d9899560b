namespace Fathom.Nfs;

/// <summary>What a caller may do with a node.</summary>
/// <remarks>RFC 1813, section 3.3.4 (ACCESS3_*).</remarks>
[Flags]
public enum NfsAccess
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read a file, list a directory.</summary>
    Read = 0x1,

    /// <summary>Look up a name in a directory.</summary>
    Lookup = 0x2,

    /// <summary>Change content that is there, or entries of a directory.</summary>
    Modify = 0x4,

    /// <summary>Write beyond the end, or add entries to a directory.</summary>
    Extend = 0x8,

    /// <summary>Remove an entry of a directory.</summary>
    Delete = 0x10,

    /// <summary>Execute a file.</summary>
    Execute = 0x20,

    /// <summary>All of them.</summary>
    All = Read | Lookup | Modify | Extend | Delete | Execute,
}
