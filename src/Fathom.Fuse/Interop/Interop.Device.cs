using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Fuse;

/// <summary>Thin wrappers over system calls: descriptors, pointers to NUL-terminated names, and an errno.</summary>
internal static partial class Interop
{
    private const int O_RDWR = 2;
    private const int O_NONBLOCK = 0x800;
    private const int O_CLOEXEC = 0x80000;

    // _IOR(FUSE_DEV_IOC_MAGIC, 0, uint32_t), linux/fuse.h; the same on every machine that .NET runs on but those with another _IOC (mips, ppc).
    private const nuint FUSE_DEV_IOC_CLONE = 0x8004E500;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static unsafe partial int OpenPath(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int ControlWithPointer(int descriptor, nuint request, uint* argument);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    internal static partial uint EffectiveGroup();

    [LibraryImport("libc", EntryPoint = "umask")]
    internal static partial uint SetUmask(uint mask);

    /// <summary>Opens the kernel's end of a connection that does not exist yet.</summary>
    internal static Errno OpenDevice(out SafeFileHandle? device) => OpenDevice(0, out device);

    private static unsafe Errno OpenDevice(int flags, out SafeFileHandle? device)
    {
        fixed (byte* path = "/dev/fuse"u8)
        {
            int descriptor = OpenPath(path, O_RDWR | O_CLOEXEC | flags);
            device = descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
            return descriptor < 0 ? LastErrno() : Errno.None;
        }
    }

    /// <summary>Opens a further descriptor of a connection, with a queue of its own for requests that wait for their answer.</summary>
    /// <param name="waits">A read waits for a request; otherwise it is EAGAIN where there is none.</param>
    internal static unsafe Errno CloneDevice(SafeFileHandle connection, bool waits, out SafeFileHandle? device)
    {
        Errno errno = OpenDevice(waits ? 0 : O_NONBLOCK, out device);
        if (errno != Errno.None)
        {
            return errno;
        }

        uint source = (uint)connection.DangerousGetHandle();
        if (ControlWithPointer((int)device!.DangerousGetHandle(), FUSE_DEV_IOC_CLONE, &source) < 0)
        {
            errno = LastErrno();
            device.Dispose();
            device = null;
        }

        return errno;
    }

    /// <summary>Waits for the next request.</summary>
    internal static unsafe Errno ReadRequest(int device, byte* buffer, int size, out int length)
    {
        nint count = Read(device, buffer, size);
        length = (int)Math.Max(count, 0);
        return count < 0 ? LastErrno() : Errno.None;
    }

    /// <summary>Gives one whole reply or notification: the kernel takes it in one call or not at all.</summary>
    internal static unsafe Errno WriteReply(int device, byte* buffer, int length) =>
        Write(device, buffer, length) < 0 ? LastErrno() : Errno.None;

    private static Errno LastErrno() => (Errno)Marshal.GetLastPInvokeError();
}
