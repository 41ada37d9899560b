using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>A directory that is opened once, and then asked for the attributes of names in it. Thread-safe.</summary>
/// <remarks>The directory is meant, not its path: it may be moved meanwhile. No permission to list it is needed.</remarks>
[SupportedOSPlatform("linux")]
public sealed class DirectoryStat : IDisposable
{
    private readonly SafeFileHandle _directory;

    private DirectoryStat(int descriptor) => _directory = new SafeFileHandle(descriptor, ownsHandle: true);

    /// <summary>Opens a directory.</summary>
    /// <param name="path">Raw bytes, of any length; symbolic links in it are followed, the last component's too.</param>
    /// <param name="directory">The caller's, to be disposed; null when the result is an error.</param>
    /// <returns>ENOTDIR if it is something else, or why it could not be opened.</returns>
    [SkipLocalsInit]
    public static unsafe Errno Open(ReadOnlySpan<byte> path, out DirectoryStat? directory)
    {
        byte* scratch = stackalloc byte[Interop.PATH_MAX];
        Errno errno = new PathLookup(StatMask.None, true, scratch).OpenDirectory(path, out int descriptor);
        directory = errno == Errno.None ? new DirectoryStat(descriptor) : null;
        return errno;
    }

    /// <summary>Examines one name in the directory, without following it if it is a symbolic link.</summary>
    /// <param name="name">Raw bytes of one component: "." and ".." are good, a slash or a zero byte is EINVAL.</param>
    /// <param name="stat">All zero when the result is an error.</param>
    /// <returns>Why it could not be examined; ENOENT also for the empty name.</returns>
    public Errno Stat(ReadOnlySpan<byte> name, out NodeAttributes stat) => Stat(name, NodeAttributes.All, false, out stat);

    /// <summary>Examines one name in the directory.</summary>
    /// <param name="name">Raw bytes of one component: "." and ".." are good, a slash or a zero byte is EINVAL.</param>
    /// <param name="mask">Attributes that are wanted.</param>
    /// <param name="followLinks">A symbolic link stands for what it leads to, which may be anywhere.</param>
    /// <param name="stat">All zero when the result is an error.</param>
    /// <returns>Why it could not be examined; ENOENT also for the empty name.</returns>
    [SkipLocalsInit]
    public unsafe Errno Stat(ReadOnlySpan<byte> name, StatMask mask, bool followLinks, out NodeAttributes stat)
    {
        stat = default;
        if (name.Contains((byte)'/'))
        {
            return Errno.EINVAL;
        }

        byte* scratch = stackalloc byte[Interop.PATH_MAX];
        bool isHeld = false;
        try
        {
            _directory.DangerousAddRef(ref isHeld);
            Errno errno = new PathLookup(mask, followLinks, scratch)
                .StatName((int)_directory.DangerousGetHandle(), name, out Interop.StatxBuffer attributes);
            stat = errno == Errno.None ? attributes.ToAttributes() : default;
            return errno;
        }
        finally
        {
            if (isHeld)
            {
                _directory.DangerousRelease();
            }
        }
    }

    /// <summary>Closes the directory.</summary>
    public void Dispose() => _directory.Dispose();
}
