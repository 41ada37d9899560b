using System.Runtime.InteropServices;

namespace Fathom.Index;

/// <summary>What .NET lacks: a folder onto the disk, which is what makes a new name last, and advice about memory.</summary>
internal static partial class Interop
{
    private const int O_RDONLY = 0;
    private const int O_CLOEXEC = 0x80000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    private const int MADV_HUGEPAGE = 14;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static unsafe partial int Madvise(void* start, nuint length, int advice);

    /// <summary>Asks for large pages; a system without them goes on with small ones. Source: madvise(2).</summary>
    internal static unsafe void AdviseLargePages(void* start, nuint length) => _ = Madvise(start, length, MADV_HUGEPAGE);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);

    /// <summary>Gives memory that was freed back to the system. Source: malloc_trim(3).</summary>
    internal static void TrimMemory()
    {
        try
        {
            _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc: its allocator decides for itself.
        }
    }

    /// <summary>Waits until a file or folder is on the disk. Source: fsync(2).</summary>
    internal static Errno Sync(string path)
    {
        int descriptor = Open(path, O_RDONLY | O_CLOEXEC);
        if (descriptor < 0)
        {
            return (Errno)Marshal.GetLastPInvokeError();
        }

        Errno errno = Fsync(descriptor) == 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        return errno;
    }
}
