namespace Fathom.Local;

/// <summary>The table from what System.IO throws to <see cref="Errno"/>.</summary>
internal static class ExceptionErrno
{
    /// <summary>Says no for what is not about files.</summary>
    internal static bool TryMap(SystemException failure, out Errno errno)
    {
        errno = failure switch
        {
            FileNotFoundException or DirectoryNotFoundException or DriveNotFoundException => Errno.ENOENT,
            PathTooLongException => Errno.ENAMETOOLONG,
            UnauthorizedAccessException => Errno.EACCES,
            IOException => Errno.EIO,
            _ => Errno.None,
        };
        return errno != Errno.None;
    }
}
