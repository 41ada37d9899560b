using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>Calls on the content of open files.</summary>
internal static partial class Interop
{
    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static unsafe partial nint ReadAt(SafeFileHandle file, byte* buffer, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncAll(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "truncate", SetLastError = true)]
    private static unsafe partial int TruncatePath(byte* path, long size);

    // Gives the errno, and does not set it.
    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    private const ulong ST_RDONLY = 1;

    [LibraryImport("libc", EntryPoint = "fstatvfs", SetLastError = true)]
    private static partial int FileSystemStat(SafeFileHandle node, out StatVfs stat);

    /// <summary>Reads at an offset, perhaps less than there is. Source: pread(2).</summary>
    /// <param name="read">0 at the end of the file.</param>
    internal static unsafe Errno ReadAt(SafeFileHandle file, long offset, Span<byte> buffer, out int read)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do
            {
                count = ReadAt(file, start, buffer.Length, offset);
            }
            while (count < 0 && LastErrno() == Errno.EINTR);

            read = (int)Math.Max(count, 0);
            return count < 0 ? LastErrno() : Errno.None;
        }
    }

    /// <summary>Writes at an offset, perhaps less than was given. Source: pwrite(2).</summary>
    internal static unsafe Errno WriteAt(SafeFileHandle file, long offset, ReadOnlySpan<byte> data, out int written)
    {
        fixed (byte* start = data)
        {
            nint count;
            do
            {
                count = WriteAt(file, start, data.Length, offset);
            }
            while (count < 0 && LastErrno() == Errno.EINTR);

            written = (int)Math.Max(count, 0);
            return count < 0 ? LastErrno() : Errno.None;
        }
    }

    /// <summary>Takes room on the disk. Source: fallocate(2).</summary>
    internal static Errno Allocate(SafeFileHandle file, bool keepsSize, long offset, long length)
    {
        const int FALLOC_FL_KEEP_SIZE = 1;
        int result;
        do
        {
            result = Allocate(file, keepsSize ? FALLOC_FL_KEEP_SIZE : 0, offset, length);
        }
        while (result < 0 && LastErrno() == Errno.EINTR);

        return result < 0 ? LastErrno() : Errno.None;
    }

    /// <summary>Waits until a file or directory is on stable storage. Source: fsync(2).</summary>
    internal static Errno Sync(SafeFileHandle file, bool isDataOnly)
    {
        int result;
        do
        {
            result = isDataOnly ? SyncData(file) : SyncAll(file);
        }
        while (result < 0 && LastErrno() == Errno.EINTR);

        return CreationErrno(result);
    }

    /// <summary>Begins to write what the kernel keeps of a file, and does not wait for it. Source: sync_file_range(2).</summary>
    internal static void BeginWriting(SafeFileHandle file)
    {
        const uint SYNC_FILE_RANGE_WRITE = 2;
        _ = SyncRange(file, 0, 0, SYNC_FILE_RANGE_WRITE);
    }

    /// <summary>Says how an open file is going to be read. Source: posix_fadvise(2).</summary>
    internal static void ExpectReads(SafeFileHandle file, bool isRandom)
    {
        const int POSIX_FADV_NORMAL = 0;
        const int POSIX_FADV_RANDOM = 1;
        _ = Advise(file, 0, 0, isRandom ? POSIX_FADV_RANDOM : POSIX_FADV_NORMAL);
    }

    /// <summary>Begins to read into the kernel's cache, and does not wait for it. Source: posix_fadvise(2).</summary>
    internal static void BeginReading(SafeFileHandle file, long offset, long length)
    {
        const int POSIX_FADV_WILLNEED = 3;
        _ = Advise(file, offset, length, POSIX_FADV_WILLNEED);
    }

    /// <summary>Sets the size of the file that a path leads to. Source: truncate(2).</summary>
    internal static unsafe Errno SetSize(ReadOnlySpan<byte> path, long size)
    {
        fixed (byte* start = path)
        {
            int result;
            do
            {
                result = TruncatePath(start, size);
            }
            while (result < 0 && LastErrno() == Errno.EINTR);

            return CreationErrno(result);
        }
    }

    /// <summary>Asks for the room on the file system of an open node. Source: fstatvfs(3).</summary>
    internal static Errno ReadSpace(SafeFileHandle node, out TreeSpace space)
    {
        if (FileSystemStat(node, out StatVfs stat) < 0)
        {
            space = default;
            return LastErrno();
        }

        space = new TreeSpace
        {
            TotalBytes = Product(stat.Blocks, stat.FragmentSize),
            FreeBytes = Product(stat.FreeBlocks, stat.FragmentSize),
            AvailableBytes = Product(stat.AvailableBlocks, stat.FragmentSize),
            TotalNodes = Product(stat.Nodes, 1),
            FreeNodes = Product(stat.FreeNodes, 1),
            AvailableNodes = Product(stat.AvailableNodes, 1),
            MaxName = (int)Math.Min(stat.MaxName, int.MaxValue),
            IsReadOnly = (stat.Flags & ST_RDONLY) != 0,
        };
        return Errno.None;

        static long Product(ulong count, ulong unit) => (long)UInt128.Min((UInt128)count * unit, (UInt128)long.MaxValue);
    }

    /// <summary><c>struct statvfs</c> of 64-bit Linux: the same in glibc and musl.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 112)]
    internal struct StatVfs
    {
        internal ulong BlockSize;
        internal ulong FragmentSize;
        internal ulong Blocks;
        internal ulong FreeBlocks;
        internal ulong AvailableBlocks;
        internal ulong Nodes;
        internal ulong FreeNodes;
        internal ulong AvailableNodes;
        internal ulong Id;
        internal ulong Flags;
        internal ulong MaxName;
    }
}
