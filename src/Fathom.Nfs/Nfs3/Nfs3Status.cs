namespace Fathom.Nfs;

/// <summary>Status codes of NFSv3, and the errors that they are.</summary>
/// <remarks>RFC 1813, section 2.6 (nfsstat3).</remarks>
internal static class Nfs3Status
{
    internal const uint NFS3_OK = 0;
    internal const uint NFS3ERR_PERM = 1;
    internal const uint NFS3ERR_NOENT = 2;
    internal const uint NFS3ERR_IO = 5;
    internal const uint NFS3ERR_NXIO = 6;
    internal const uint NFS3ERR_ACCES = 13;
    internal const uint NFS3ERR_EXIST = 17;
    internal const uint NFS3ERR_XDEV = 18;
    internal const uint NFS3ERR_NODEV = 19;
    internal const uint NFS3ERR_NOTDIR = 20;
    internal const uint NFS3ERR_ISDIR = 21;
    internal const uint NFS3ERR_INVAL = 22;
    internal const uint NFS3ERR_FBIG = 27;
    internal const uint NFS3ERR_NOSPC = 28;
    internal const uint NFS3ERR_ROFS = 30;
    internal const uint NFS3ERR_MLINK = 31;
    internal const uint NFS3ERR_NAMETOOLONG = 63;
    internal const uint NFS3ERR_NOTEMPTY = 66;
    internal const uint NFS3ERR_DQUOT = 69;
    internal const uint NFS3ERR_STALE = 70;
    internal const uint NFS3ERR_REMOTE = 71;
    internal const uint NFS3ERR_BADHANDLE = 10001;
    internal const uint NFS3ERR_NOT_SYNC = 10002;
    internal const uint NFS3ERR_BAD_COOKIE = 10003;
    internal const uint NFS3ERR_NOTSUPP = 10004;
    internal const uint NFS3ERR_TOOSMALL = 10005;
    internal const uint NFS3ERR_SERVERFAULT = 10006;
    internal const uint NFS3ERR_BADTYPE = 10007;
    internal const uint NFS3ERR_JUKEBOX = 10008;

    /// <summary>The error that a status is. Codes of no meaning are <see cref="Errno.EPROTO"/>.</summary>
    internal static Errno ToErrno(uint status) => status switch
    {
        NFS3_OK => Errno.None,
        NFS3ERR_PERM => Errno.EPERM,
        NFS3ERR_NOENT => Errno.ENOENT,
        NFS3ERR_IO => Errno.EIO,
        NFS3ERR_NXIO => Errno.ENXIO,
        NFS3ERR_ACCES => Errno.EACCES,
        NFS3ERR_EXIST => Errno.EEXIST,
        NFS3ERR_XDEV => Errno.EXDEV,
        NFS3ERR_NODEV => Errno.ENODEV,
        NFS3ERR_NOTDIR => Errno.ENOTDIR,
        NFS3ERR_ISDIR => Errno.EISDIR,
        NFS3ERR_INVAL or NFS3ERR_BADTYPE => Errno.EINVAL,
        NFS3ERR_FBIG => Errno.EFBIG,
        NFS3ERR_NOSPC => Errno.ENOSPC,
        NFS3ERR_ROFS => Errno.EROFS,
        NFS3ERR_MLINK => Errno.EMLINK,
        NFS3ERR_NAMETOOLONG => Errno.ENAMETOOLONG,
        NFS3ERR_NOTEMPTY => Errno.ENOTEMPTY,
        NFS3ERR_DQUOT => Errno.EDQUOT,
        NFS3ERR_STALE or NFS3ERR_BADHANDLE => Errno.ESTALE,
        NFS3ERR_REMOTE => Errno.EREMOTE,
        NFS3ERR_NOTSUPP => Errno.EOPNOTSUPP,
        NFS3ERR_JUKEBOX => Errno.EAGAIN,
        NFS3ERR_SERVERFAULT => Errno.EREMOTEIO,

        // A server that does not take its own cookies, or offers no size at which it lists.
        NFS3ERR_BAD_COOKIE or NFS3ERR_TOOSMALL => Errno.EPROTO,
        NFS3ERR_NOT_SYNC => Errno.EAGAIN,
        _ => Errno.EPROTO,
    };
}
