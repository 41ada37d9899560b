namespace Fathom.Nfs;

/// <summary>Status codes of MOUNT version 3, and the errors that they are.</summary>
/// <remarks>RFC 1813, section 5.1.5 (mountstat3).</remarks>
internal static class Mount3Status
{
    internal const uint MNT3_OK = 0;
    internal const uint MNT3ERR_PERM = 1;
    internal const uint MNT3ERR_NOENT = 2;
    internal const uint MNT3ERR_IO = 5;
    internal const uint MNT3ERR_ACCES = 13;
    internal const uint MNT3ERR_NOTDIR = 20;
    internal const uint MNT3ERR_INVAL = 22;
    internal const uint MNT3ERR_NAMETOOLONG = 63;
    internal const uint MNT3ERR_NOTSUPP = 10004;
    internal const uint MNT3ERR_SERVERFAULT = 10006;

    /// <summary>The error that a status is. Codes of no meaning are <see cref="Errno.EPROTO"/>.</summary>
    internal static Errno ToErrno(uint status) => status switch
    {
        MNT3_OK => Errno.None,
        MNT3ERR_PERM => Errno.EPERM,
        MNT3ERR_NOENT => Errno.ENOENT,
        MNT3ERR_IO => Errno.EIO,
        MNT3ERR_ACCES => Errno.EACCES,
        MNT3ERR_NOTDIR => Errno.ENOTDIR,
        MNT3ERR_INVAL => Errno.EINVAL,
        MNT3ERR_NAMETOOLONG => Errno.ENAMETOOLONG,
        MNT3ERR_NOTSUPP => Errno.EOPNOTSUPP,
        MNT3ERR_SERVERFAULT => Errno.EREMOTEIO,
        _ => Errno.EPROTO,
    };
}
