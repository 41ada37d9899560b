using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>Calls that hold nodes and change names, relative to the descriptor of a directory. Every name ends in a zero byte.</summary>
internal static partial class Interop
{
    internal const int O_RDWR = 0x2;
    internal const int O_CREAT = 0x40;
    internal const int O_EXCL = 0x80;

    internal const int AT_REMOVEDIR = 0x200;

    internal const uint RENAME_NOREPLACE = 1;
    internal const uint RENAME_EXCHANGE = 2;

    private const int AT_SYMLINK_FOLLOW = 0x400;

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static unsafe partial int UnlinkAt(SafeFileHandle directory, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    private static unsafe partial int RenameAt(SafeFileHandle directory, byte* name, SafeFileHandle toDirectory, byte* toName, uint flags);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    private static unsafe partial int LinkFromPath(int fromDirectory, byte* from, SafeFileHandle directory, byte* name, int flags);

    /// <summary>Opens or makes a node relative to a directory. Source: openat(2).</summary>
    internal static unsafe Errno OpenAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags, uint mode, out SafeFileHandle? opened)
    {
        fixed (byte* start = name)
        {
            int descriptor;
            do
            {
                descriptor = OpenAtForCreate(directory, start, flags, mode);
            }
            while (descriptor < 0 && LastErrno() == Errno.EINTR);

            return Owned(descriptor, out opened);
        }
    }

    /// <summary>Opens a node by path. Source: openat(2).</summary>
    internal static unsafe Errno OpenPath(ReadOnlySpan<byte> path, int flags, out SafeFileHandle? opened)
    {
        fixed (byte* start = path)
        {
            Errno errno = OpenAt(AT_FDCWD, start, flags, out int descriptor);
            opened = errno == Errno.None ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
            return errno;
        }
    }

    /// <summary>Removes a name. Source: unlinkat(2).</summary>
    /// <param name="flags">0, or <see cref="AT_REMOVEDIR"/>.</param>
    internal static unsafe Errno RemoveAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags)
    {
        fixed (byte* start = name)
        {
            return CreationErrno(UnlinkAt(directory, start, flags));
        }
    }

    /// <summary>Changes a name. Source: renameat2(2).</summary>
    internal static unsafe Errno RenameAt(
        SafeFileHandle directory, ReadOnlySpan<byte> name, SafeFileHandle toDirectory, ReadOnlySpan<byte> toName, uint flags)
    {
        fixed (byte* start = name)
        fixed (byte* toStart = toName)
        {
            return CreationErrno(RenameAt(directory, start, toDirectory, toStart, flags));
        }
    }

    /// <summary>Makes a hard link to the node that a path leads to, following a link at its end. Source: linkat(2).</summary>
    internal static unsafe Errno LinkAt(ReadOnlySpan<byte> path, SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        fixed (byte* pathStart = path)
        fixed (byte* start = name)
        {
            return CreationErrno(LinkFromPath(AT_FDCWD, pathStart, directory, start, AT_SYMLINK_FOLLOW));
        }
    }

    private static Errno Owned(int descriptor, out SafeFileHandle? owned)
    {
        owned = descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        return descriptor < 0 ? LastErrno() : Errno.None;
    }
}
