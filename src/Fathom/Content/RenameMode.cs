namespace Fathom;

/// <summary>What a rename does with the name that it gives.</summary>
public enum RenameMode
{
    /// <summary>What has the name is replaced, in one step.</summary>
    Replace,

    /// <summary>Fails with <see cref="Errno.EEXIST"/> if something has the name.</summary>
    NoReplace,

    /// <summary>Both nodes change their names, in one step; <see cref="Errno.ENOENT"/> if nothing has the name.</summary>
    Exchange,
}
