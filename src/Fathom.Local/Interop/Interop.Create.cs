using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>Calls that add entries to a directory, relative to its descriptor. Every name ends in a zero byte.</summary>
internal static partial class Interop
{
    internal const int S_ISUID = 0x800;
    internal const int S_ISGID = 0x400;
    internal const int S_ISVTX = 0x200;
    internal const int S_IFIFO = 0x1000;
    internal const int S_IFCHR = 0x2000;
    internal const int S_IFBLK = 0x6000;
    internal const int S_IFREG = 0x8000;
    internal const int S_IFSOCK = 0xC000;

    internal const int O_WRONLY = 0x1;
    private const int O_CREAT_EXCL = 0xC0;

    // Properties, not fields: fields of a partial type are initialised in the order of its files.
    private static int OpenDirectoryFlags => O_DIRECTORY | O_CLOEXEC;

    private static int OpenDirectoryNoFollowFlags => OpenDirectoryFlags | O_NOFOLLOW;

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    private static unsafe partial int MakeDirectory(byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static unsafe partial int MakeDirectoryAt(SafeFileHandle directory, byte* name, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static unsafe partial int OpenAtForCreate(SafeFileHandle directory, byte* name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static unsafe partial int OpenAtPath(int directory, byte* name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true)]
    private static unsafe partial int MakeNodeAt(SafeFileHandle directory, byte* name, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    private static unsafe partial int MakeSymlinkAt(byte* target, SafeFileHandle directory, byte* name);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    private static unsafe partial int MakeLinkAt(
        SafeFileHandle oldDirectory, byte* oldName, SafeFileHandle newDirectory, byte* newName, int flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(SafeFileHandle file, long size);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static unsafe partial nint WriteAt(SafeFileHandle file, byte* data, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    private static unsafe partial int ChangeModeAt(SafeFileHandle directory, byte* name, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(SafeFileHandle file, uint mode);

    /// <summary>Makes a directory by path. Source: mkdir(2).</summary>
    internal static unsafe Errno CreateDirectory(ReadOnlySpan<byte> path, int mode)
    {
        fixed (byte* start = path)
        {
            return CreationErrno(MakeDirectory(start, (uint)mode));
        }
    }

    /// <summary>Makes a directory. Source: mkdirat(2).</summary>
    internal static unsafe Errno CreateDirectoryAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int mode)
    {
        fixed (byte* start = name)
        {
            return CreationErrno(MakeDirectoryAt(directory, start, (uint)mode));
        }
    }

    /// <summary>Opens a directory by path, to create entries below it. Source: openat(2).</summary>
    internal static unsafe Errno OpenNewRoot(ReadOnlySpan<byte> path, out SafeFileHandle directory)
    {
        fixed (byte* start = path)
        {
            int descriptor = OpenAtPath(AT_FDCWD, start, OpenDirectoryFlags, 0);
            directory = new SafeFileHandle(descriptor, ownsHandle: true);
            return CreationErrno(descriptor);
        }
    }

    /// <summary>Opens a directory that was just made, not following a symlink. Source: openat(2).</summary>
    internal static unsafe Errno OpenNewDirectory(SafeFileHandle parent, ReadOnlySpan<byte> name, out SafeFileHandle directory)
    {
        fixed (byte* start = name)
        {
            int descriptor = OpenAtForCreate(parent, start, OpenDirectoryNoFollowFlags, 0);
            directory = new SafeFileHandle(descriptor, ownsHandle: true);
            return CreationErrno(descriptor);
        }
    }

    /// <summary>Makes a regular file that must not exist, open for writing. Source: openat(2), O_CREAT and O_EXCL.</summary>
    internal static unsafe Errno CreateFileAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int mode, out SafeFileHandle file)
    {
        fixed (byte* start = name)
        {
            int descriptor = OpenAtForCreate(directory, start, O_WRONLY | O_CREAT_EXCL | O_CLOEXEC, (uint)mode);
            file = new SafeFileHandle(descriptor, ownsHandle: true);
            return CreationErrno(descriptor);
        }
    }

    /// <summary>Makes an empty regular file, fifo, socket or device. Source: mknodat(2).</summary>
    /// <param name="mode">File type and permission bits.</param>
    /// <param name="device">Encoded device number; 0 for anything that is no device.</param>
    internal static unsafe Errno CreateNodeAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int mode, ulong device)
    {
        fixed (byte* start = name)
        {
            return CreationErrno(MakeNodeAt(directory, start, (uint)mode, device));
        }
    }

    /// <summary>Makes a symbolic link. Source: symlinkat(2).</summary>
    internal static unsafe Errno CreateSymlinkAt(ReadOnlySpan<byte> target, SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        fixed (byte* targetStart = target)
        fixed (byte* start = name)
        {
            return CreationErrno(MakeSymlinkAt(targetStart, directory, start));
        }
    }

    /// <summary>Makes a hard link to a file that may stand in another directory. Source: linkat(2).</summary>
    internal static unsafe Errno CreateLinkAt(
        SafeFileHandle oldDirectory, ReadOnlySpan<byte> oldName, SafeFileHandle newDirectory, ReadOnlySpan<byte> newName)
    {
        fixed (byte* oldStart = oldName)
        fixed (byte* newStart = newName)
        {
            return CreationErrno(MakeLinkAt(oldDirectory, oldStart, newDirectory, newStart, 0));
        }
    }

    /// <summary>Sets the size; what was not written stays a hole. Source: ftruncate(2).</summary>
    internal static Errno SetSize(SafeFileHandle file, long size) => CreationErrno(Truncate(file, size));

    /// <summary>Writes all of <paramref name="data"/> at an offset. Source: pwrite(2).</summary>
    internal static unsafe Errno WriteAllAt(SafeFileHandle file, ReadOnlySpan<byte> data, long offset)
    {
        while (!data.IsEmpty)
        {
            fixed (byte* start = data)
            {
                nint written = WriteAt(file, start, data.Length, offset);
                Errno errno = CreationErrno(written);
                if (errno is not (Errno.None or Errno.EINTR))
                {
                    return errno;
                }

                int count = (int)Math.Max(written, 0);
                data = data[count..];
                offset += count;
            }
        }

        return Errno.None;
    }

    /// <summary>Sets permission, set-id and sticky bits of an entry that is no symlink. Source: fchmodat(2).</summary>
    internal static unsafe Errno SetModeAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int mode)
    {
        fixed (byte* start = name)
        {
            return CreationErrno(ChangeModeAt(directory, start, (uint)mode, 0));
        }
    }

    /// <summary>Sets permission, set-id and sticky bits of an open file. Source: fchmod(2).</summary>
    internal static Errno SetMode(SafeFileHandle file, int mode) => CreationErrno(ChangeMode(file, (uint)mode));

    private static Errno CreationErrno(nint result) => result < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
}
