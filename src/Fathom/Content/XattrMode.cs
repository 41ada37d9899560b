namespace Fathom;

/// <summary>What setting an extended attribute does with one that is there.</summary>
public enum XattrMode
{
    /// <summary>Makes it, or replaces it.</summary>
    Set,

    /// <summary>Fails with <see cref="Errno.EEXIST"/> if it is there.</summary>
    Create,

    /// <summary>Fails with <see cref="Errno.ENODATA"/> if it is not there.</summary>
    Replace,
}
