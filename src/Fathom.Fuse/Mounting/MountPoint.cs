using System.Runtime.Versioning;
using System.Text;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Fuse;

/// <summary>A place in the file system where a connection to the kernel is mounted.</summary>
internal sealed class MountPoint
{
    // rootmode: what is mounted on a directory is one (S_IFDIR, octal).
    private const string RootMode = "40000";

    // The kernel reads 128 KiB ahead by itself. Twice the largest request keeps two threads busy.
    private const int ReadAheadKilobytes = 2 * InitNegotiation.MaxTransfer / 1024;

    private static readonly (FuseMountFlags Flag, string Name)[] s_names =
    [
        (FuseMountFlags.NoExecution, "noexec"),
        (FuseMountFlags.Synchronous, "sync"),
        (FuseMountFlags.SynchronousDirectories, "dirsync"),
        (FuseMountFlags.NoAccessTimes, "noatime"),
        (FuseMountFlags.NoDirectoryAccessTimes, "nodiratime"),
    ];

    private readonly byte[] _path;
    private readonly bool _isRoot;

    private MountPoint(byte[] pathWithNul, bool isRoot)
    {
        _path = pathWithNul;
        _isRoot = isRoot;
    }

    /// <summary>Absolute, raw bytes.</summary>
    internal ReadOnlySpan<byte> Path => _path.AsSpan(0, _path.Length - 1);

    /// <summary>Mounts a new connection: by mount(2) for root, through fusermount3 for everybody else.</summary>
    /// <param name="path">An absolute path of a directory.</param>
    /// <exception cref="FathomException">It cannot be mounted.</exception>
    internal static MountPoint Mount(ReadOnlySpan<byte> path, FuseOptions options, bool isReadOnly, out SafeFileHandle connection)
    {
        MountPoint point = At(path);
        connection = point._isRoot ? point.MountAsRoot(options, isReadOnly) : Fusermount.Mount(path, Common(options, isReadOnly));
        return point;
    }

    /// <summary>A place where something may be mounted.</summary>
    internal static MountPoint At(ReadOnlySpan<byte> path) => !path.IsEmpty && path[0] == '/' && !path.Contains((byte)0)
        ? new MountPoint([.. path, 0], Interop.EffectiveUser() == 0)
        : throw new ArgumentException("an absolute path", nameof(path));

    /// <summary>Writes everything that the kernel keeps of the mount to the server.</summary>
    internal Errno Sync() => Interop.SyncMount(_path);

    /// <summary>Lets the kernel read further ahead, which only root may ask for. After INIT, which makes it less again.</summary>
    [SupportedOSPlatform("linux")]
    internal void ReadFurtherAhead()
    {
        if (!_isRoot)
        {
            return;
        }

        try
        {
            foreach (MountedTree mount in FuseMounts.List())
            {
                if (mount.MountPoint.Span.SequenceEqual(Path))
                {
                    File.WriteAllText($"/sys/class/bdi/{mount.Device}/read_ahead_kb", $"{ReadAheadKilobytes}");
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FathomException)
        {
            // No /proc, or no /sys that may be written: reading is slower then.
        }
    }

    /// <summary>Ends the mount.</summary>
    /// <param name="isForced">Also if it is in use: it disappears from the tree, and who has a file open gets errors.</param>
    /// <returns>EBUSY if it is in use; EINVAL if it is not mounted any longer.</returns>
    internal Errno Unmount(bool isForced) => _isRoot
        ? Interop.Unmount(_path, isForced ? Interop.MNT_FORCE | Interop.MNT_DETACH : 0)
        : Fusermount.Unmount(Path, isForced);

    private static string Common(FuseOptions options, bool isReadOnly) =>
        $"fsname={options.Source},subtype=fathom,nosuid,nodev,{(isReadOnly ? "ro" : "rw")}{Access(options)}"
        + string.Concat(s_names.Where(flag => options.MountFlags.HasFlag(flag.Flag)).Select(static flag => "," + flag.Name));

    // Others have no business in a tree whose permissions nobody checks.
    private static string Access(FuseOptions options) =>
        (options.ChecksPermissions || options.AllowOther ? ",default_permissions" : "") + (options.AllowOther ? ",allow_other" : "");

    private SafeFileHandle MountAsRoot(FuseOptions options, bool isReadOnly)
    {
        Errno errno = Interop.OpenDevice(out SafeFileHandle? connection);
        if (errno != Errno.None)
        {
            throw new FathomException("cannot open (is the fuse module loaded?)", "/dev/fuse"u8, errno);
        }

        string data = $"fd={(int)connection!.DangerousGetHandle()},rootmode={RootMode},user_id=0,group_id={Interop.EffectiveGroup()}"
            + $",max_read={InitNegotiation.MaxTransfer}{Access(options)}\0";

        // The values of FuseMountFlags are those of MS_NOEXEC and the others (linux/mount.h).
        uint flags = Interop.MS_NOSUID | Interop.MS_NODEV | (isReadOnly ? Interop.MS_RDONLY : 0) | (uint)options.MountFlags;
        errno = Interop.Mount(Encoding.UTF8.GetBytes(options.Source + '\0'), _path, "fuse.fathom\0"u8, flags, Encoding.UTF8.GetBytes(data));
        if (errno != Errno.None)
        {
            connection.Dispose();
            throw new FathomException("cannot mount on (an empty directory is needed)", Path, errno);
        }

        return connection;
    }
}
