using System.Runtime.InteropServices;

namespace Fathom.Fuse;

/// <summary>Mounting and unmounting, and what belongs to it. Every path ends in a NUL.</summary>
internal static partial class Interop
{
    internal const uint MS_RDONLY = 1;
    internal const uint MS_NOSUID = 2;
    internal const uint MS_NODEV = 4;
    internal const int MNT_FORCE = 1;
    internal const int MNT_DETACH = 2;
    internal const int UMOUNT_NOFOLLOW = 8;

    private const int RLIMIT_NOFILE = 7;

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true)]
    private static unsafe partial int MountNative(byte* source, byte* target, byte* type, nuint flags, byte* data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true)]
    private static unsafe partial int UnmountNative(byte* target, int flags);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFileSystem(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseNative(int descriptor);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    /// <summary>Source: mount(2).</summary>
    internal static unsafe Errno Mount(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, ReadOnlySpan<byte> type, uint flags, ReadOnlySpan<byte> data)
    {
        fixed (byte* sourceStart = source)
        fixed (byte* targetStart = target)
        fixed (byte* typeStart = type)
        fixed (byte* dataStart = data)
        {
            return MountNative(sourceStart, targetStart, typeStart, flags, dataStart) < 0 ? LastErrno() : Errno.None;
        }
    }

    /// <summary>Source: umount2(2).</summary>
    internal static unsafe Errno Unmount(ReadOnlySpan<byte> target, int flags)
    {
        fixed (byte* start = target)
        {
            return UnmountNative(start, flags | UMOUNT_NOFOLLOW) < 0 ? LastErrno() : Errno.None;
        }
    }

    /// <summary>Waits until everything that the kernel keeps of a mounted file system is written to it. Source: syncfs(2).</summary>
    internal static unsafe Errno SyncMount(ReadOnlySpan<byte> target)
    {
        fixed (byte* start = target)
        {
            // O_RDONLY: syncfs refuses an O_PATH descriptor.
            int descriptor = OpenPath(start, O_CLOEXEC);
            if (descriptor < 0)
            {
                return LastErrno();
            }

            Errno errno = SyncFileSystem(descriptor) < 0 ? LastErrno() : Errno.None;
            _ = CloseNative(descriptor);
            return errno;
        }
    }

    /// <summary>How many descriptors this process may have. Source: getrlimit(2).</summary>
    internal static long DescriptorLimit() =>
        GetLimit(RLIMIT_NOFILE, out Limit limit) < 0 ? 0 : (long)Math.Min(limit.Soft, long.MaxValue);

    /// <summary>Raises the number of descriptors that this process may have. Source: setrlimit(2).</summary>
    /// <param name="wanted">As many, if root; else as many as the hard limit allows.</param>
    internal static Errno RaiseDescriptorLimit(ulong wanted)
    {
        if (GetLimit(RLIMIT_NOFILE, out Limit limit) < 0)
        {
            return LastErrno();
        }

        Limit raised = new() { Soft = Math.Max(limit.Hard, wanted), Hard = Math.Max(limit.Hard, wanted) };
        if (SetLimit(RLIMIT_NOFILE, in raised) == 0)
        {
            return Errno.None;
        }

        raised = limit with { Soft = limit.Hard };
        return SetLimit(RLIMIT_NOFILE, in raised) < 0 ? LastErrno() : Errno.None;
    }

    /// <summary><c>struct rlimit</c> of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit
    {
        internal ulong Soft;
        internal ulong Hard;
    }
}
