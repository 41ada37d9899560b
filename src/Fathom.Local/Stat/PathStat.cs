using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace Fathom.Local;

/// <summary>Attributes of one path.</summary>
public static class PathStat
{
    /// <summary>Examines one path. For many, <see cref="StatBatch"/> is faster.</summary>
    /// <param name="path">Raw bytes, absolute or relative to the current directory, of any length.</param>
    /// <param name="followLinks">A symbolic link stands for what it leads to, as in stat(2) and not lstat(2).</param>
    /// <param name="stat">All zero when the result is an error.</param>
    /// <returns>The errno of lstat(2) or stat(2); EINVAL when the path holds a zero byte. A path past PATH_MAX is no error.</returns>
    [SupportedOSPlatform("linux")]
    [SkipLocalsInit]
    public static unsafe Errno Read(ReadOnlySpan<byte> path, StatMask mask, bool followLinks, out NodeAttributes stat)
    {
        byte* scratch = stackalloc byte[Interop.PATH_MAX];
        Errno errno = new PathLookup(mask, followLinks, scratch).Stat(path, out Interop.StatxBuffer attributes);
        stat = errno == Errno.None ? attributes.ToAttributes() : default;
        return errno;
    }
}
