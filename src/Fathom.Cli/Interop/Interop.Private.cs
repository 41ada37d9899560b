using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Cli;

/// <content>Files that only their owner may have written.</content>
internal static partial class Interop
{
    internal const int EWOULDBLOCK = 11;
    internal const int ENOENT = 2;

    private const int AT_FDCWD = -100;
    private const int AT_EMPTY_PATH = 0x1000;
    private const int O_CREAT = 0x40;
    private const int O_NONBLOCK = 0x800;
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;
    private const uint STATX_BASIC_STATS = 0x7ff;
    private const uint OwnerMode = 0x180;

    // struct statx, linux/stat.h: the same on all architectures.
    private const int StatxSize = 256;
    private const int StatxLinks = 16;
    private const int StatxOwner = 20;
    private const int StatxMode = 28;

    // asm-generic/fcntl.h, and arch/arm64/include/uapi/asm/fcntl.h for the two that differ.
    private static readonly int s_directory = IsArm ? 0x4000 : 0x10000;
    private static readonly int s_noFollow = IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static unsafe partial int OpenAt(int directory, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static unsafe partial int UnlinkAt(SafeFileHandle directory, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static unsafe partial int Statx(SafeFileHandle file, byte* path, int flags, uint mask, byte* result);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUser();

    /// <summary>Opens a directory. Source: openat(2).</summary>
    /// <param name="pathWithNul">Raw bytes.</param>
    /// <returns>errno, 0 on success.</returns>
    internal static int OpenDirectory(ReadOnlySpan<byte> pathWithNul, out SafeFileHandle directory) =>
        OpenAt(AT_FDCWD, pathWithNul, s_directory | O_CLOEXEC, out directory);

    /// <summary>Opens a file of a directory for reading and writing; no link is followed, and nothing is waited for. Source: openat(2).</summary>
    /// <param name="nameWithNul">Raw bytes.</param>
    /// <param name="creates">Makes it, for its owner alone, if it is not there.</param>
    /// <returns>errno, 0 on success.</returns>
    internal static int OpenPrivate(SafeFileHandle directory, ReadOnlySpan<byte> nameWithNul, bool creates, out SafeFileHandle file) =>
        OpenAt((int)directory.DangerousGetHandle(), nameWithNul, O_RDWR | s_noFollow | O_NONBLOCK | O_CLOEXEC | (creates ? O_CREAT : 0), out file);

    /// <summary>Removes a name. Source: unlinkat(2).</summary>
    /// <returns>errno, 0 on success.</returns>
    internal static unsafe int Unlink(SafeFileHandle directory, ReadOnlySpan<byte> nameWithNul)
    {
        fixed (byte* start = nameWithNul)
        {
            return UnlinkAt(directory, start, 0) < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }

    /// <summary>Who owns an open file, its mode with its type, and how many names it has. Source: statx(2).</summary>
    /// <returns>errno, 0 on success.</returns>
    internal static unsafe int Examine(SafeFileHandle file, out (uint Owner, uint Mode, uint Links) facts)
    {
        Span<byte> result = stackalloc byte[StatxSize];
        result.Clear();
        byte none = 0;
        int errno;
        fixed (byte* start = result)
        {
            errno = Statx(file, &none, AT_EMPTY_PATH, STATX_BASIC_STATS, start) < 0 ? Marshal.GetLastPInvokeError() : 0;
        }

        facts = (MemoryMarshal.Read<uint>(result[StatxOwner..]), MemoryMarshal.Read<ushort>(result[StatxMode..]), MemoryMarshal.Read<uint>(result[StatxLinks..]));
        return errno;
    }

    /// <summary>Takes the lock of a file, until it is closed. Source: flock(2).</summary>
    /// <returns>errno, 0 on success; <see cref="EWOULDBLOCK"/> where somebody else has it.</returns>
    internal static int TryLock(SafeFileHandle file) => Lock(file, LOCK_EX | LOCK_NB) < 0 ? Marshal.GetLastPInvokeError() : 0;

    private static unsafe int OpenAt(int directory, ReadOnlySpan<byte> pathWithNul, int flags, out SafeFileHandle file)
    {
        fixed (byte* start = pathWithNul)
        {
            int descriptor = OpenAt(directory, start, flags, OwnerMode);
            int errno = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
            file = new SafeFileHandle(descriptor, ownsHandle: true);
            return errno;
        }
    }
}
