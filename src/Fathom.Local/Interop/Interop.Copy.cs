using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>Calls that find holes, and that copy from file to file in the kernel.</summary>
internal static partial class Interop
{
    internal const int SEEK_DATA = 3;
    internal const int SEEK_HOLE = 4;

    // _IOW(0x94, 13, struct file_clone_range), linux/fs.h
    private const nuint FICLONERANGE = 0x4020940d;

    // The kernel moves at most MAX_RW_COUNT in one call; a count beyond 2 GiB would not fit 32 bits.
    private const long MaxCount = 0x7ffff000;

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long SeekNative(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    private static unsafe partial nint CopyRange(SafeFileHandle source, long* sourceOffset, SafeFileHandle file, long* offset, nint length, uint flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int CloneRange(SafeFileHandle file, nuint request, FileCloneRange* range);

    /// <summary>Finds data or a hole. Source: lseek(2).</summary>
    /// <param name="whence"><see cref="SEEK_DATA"/> or <see cref="SEEK_HOLE"/>.</param>
    /// <returns>ENXIO if there is none up to the end of the file.</returns>
    internal static Errno Seek(SafeFileHandle file, long offset, int whence, out long found)
    {
        long result = SeekNative(file, offset, whence);
        found = Math.Max(result, 0);
        return result < 0 ? LastErrno() : Errno.None;
    }

    /// <summary>Copies bytes, perhaps fewer than asked for. Source: copy_file_range(2).</summary>
    /// <param name="copied">0 at the end of the source.</param>
    internal static unsafe Errno CopyRange(SafeFileHandle source, long sourceOffset, SafeFileHandle file, long offset, long length, out long copied)
    {
        nint count;
        do
        {
            long from = sourceOffset;
            long to = offset;
            count = CopyRange(source, &from, file, &to, (nint)Math.Min(length, MaxCount), 0);
        }
        while (count < 0 && LastErrno() == Errno.EINTR);

        copied = Math.Max(count, 0);
        return count < 0 ? LastErrno() : Errno.None;
    }

    /// <summary>Lets a file share blocks of another one. Source: ioctl_ficlonerange(2).</summary>
    /// <param name="length">Bytes; 0 for all to the end of the source.</param>
    internal static unsafe Errno ShareRange(SafeFileHandle source, long sourceOffset, SafeFileHandle file, long offset, long length)
    {
        bool isHeld = false;
        try
        {
            source.DangerousAddRef(ref isHeld);
            FileCloneRange range = new((long)source.DangerousGetHandle(), (ulong)sourceOffset, (ulong)length, (ulong)offset);
            int result;
            do
            {
                result = CloneRange(file, FICLONERANGE, &range);
            }
            while (result < 0 && LastErrno() == Errno.EINTR);

            return result < 0 ? LastErrno() : Errno.None;
        }
        finally
        {
            if (isHeld)
            {
                source.DangerousRelease();
            }
        }
    }

    /// <summary><c>struct file_clone_range</c>, linux/fs.h; 32 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct FileCloneRange(long Source, ulong SourceOffset, ulong SourceLength, ulong TargetOffset);
}
