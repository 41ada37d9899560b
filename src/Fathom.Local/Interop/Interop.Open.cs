using System.Runtime.InteropServices;

namespace Fathom.Local;

/// <summary>Thin wrappers over system calls: raw descriptors, pointers to NUL-terminated names, and an errno.</summary>
internal static partial class Interop
{
    internal const int AT_FDCWD = -100;
    internal const int O_RDONLY = 0;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;
    internal const int O_PATH = 0x200000;

    // asm-generic/fcntl.h, and arch/arm64/include/uapi/asm/fcntl.h for the two that differ.
    internal static readonly int O_DIRECTORY = IsArm ? 0x4000 : 0x10000;
    internal static readonly int O_NOFOLLOW = IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static unsafe partial int OpenAtNative(int directory, byte* name, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseNative(int descriptor);

    /// <summary>Opens a node relative to a directory. Source: openat(2).</summary>
    /// <param name="name">NUL-terminated.</param>
    internal static unsafe Errno OpenAt(int directory, byte* name, int flags, out int descriptor)
    {
        do
        {
            descriptor = OpenAtNative(directory, name, flags, 0);
        }
        while (descriptor < 0 && LastErrno() == Errno.EINTR);

        return descriptor < 0 ? LastErrno() : Errno.None;
    }

    /// <summary>Closes a descriptor of a directory; nothing can be lost, so the result is ignored. Source: close(2).</summary>
    internal static void Close(int descriptor) => _ = CloseNative(descriptor);

    internal static Errno LastErrno() => (Errno)Marshal.GetLastPInvokeError();
}
