namespace Fathom.Transfer;

/// <summary>What was being done when something failed.</summary>
public enum TransferAction
{
    /// <summary>Opening a directory, or a name in it.</summary>
    Open,

    /// <summary>Listing a directory.</summary>
    List,

    /// <summary>Fetching attributes.</summary>
    Stat,

    /// <summary>Reading where a symbolic link points.</summary>
    ReadLink,

    /// <summary>Reading a filter file.</summary>
    ReadFilter,

    /// <summary>Reading extended attributes or an ACL.</summary>
    ReadXattr,

    /// <summary>Reading a file.</summary>
    Read,

    /// <summary>Writing a file.</summary>
    Write,

    /// <summary>Making a file, directory, link or device.</summary>
    Make,

    /// <summary>Setting attributes.</summary>
    SetAttributes,

    /// <summary>Giving a copy its name.</summary>
    Rename,

    /// <summary>Making a hard link.</summary>
    Link,

    /// <summary>Removing a name.</summary>
    Delete,

    /// <summary>Keeping a backup.</summary>
    Backup,

    /// <summary>Comparing a copy with its source: <see cref="Errno.EIO"/> if they differ.</summary>
    Verify,

    /// <summary>Carrying out a step of a saved plan: <see cref="Errno.ESTALE"/> if the node is no longer what was planned for.</summary>
    CheckPlan,
}
