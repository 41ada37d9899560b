using System.Runtime.InteropServices;

namespace Fathom.Local;

/// <summary>Calls on extended attributes. Every path and name ends in a zero byte, and a link at the end of the path is followed.</summary>
internal static partial class Interop
{
    internal const int XATTR_CREATE = 1;
    internal const int XATTR_REPLACE = 2;

    [LibraryImport("libc", EntryPoint = "getxattr", SetLastError = true)]
    private static unsafe partial nint GetXattr(byte* path, byte* name, byte* value, nint size);

    [LibraryImport("libc", EntryPoint = "listxattr", SetLastError = true)]
    private static unsafe partial nint ListXattr(byte* path, byte* names, nint size);

    [LibraryImport("libc", EntryPoint = "setxattr", SetLastError = true)]
    private static unsafe partial int SetXattr(byte* path, byte* name, byte* value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "removexattr", SetLastError = true)]
    private static unsafe partial int RemoveXattr(byte* path, byte* name);

    /// <summary>Reads a value, or its length into an empty span. Source: getxattr(2).</summary>
    internal static unsafe Errno GetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value, out int length)
    {
        fixed (byte* pathStart = path)
        fixed (byte* start = name)
        fixed (byte* valueStart = value)
        {
            return Length(GetXattr(pathStart, start, valueStart, value.Length), out length);
        }
    }

    /// <summary>Reads all names, or their length into an empty span. Source: listxattr(2).</summary>
    internal static unsafe Errno ListXattr(ReadOnlySpan<byte> path, Span<byte> names, out int length)
    {
        fixed (byte* pathStart = path)
        fixed (byte* start = names)
        {
            return Length(ListXattr(pathStart, start, names.Length), out length);
        }
    }

    /// <summary>Sets a value. Source: setxattr(2).</summary>
    /// <param name="flags">0, <see cref="XATTR_CREATE"/> or <see cref="XATTR_REPLACE"/>.</param>
    internal static unsafe Errno SetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags)
    {
        fixed (byte* pathStart = path)
        fixed (byte* start = name)
        fixed (byte* valueStart = value)
        {
            return CreationErrno(SetXattr(pathStart, start, valueStart, value.Length, flags));
        }
    }

    /// <summary>Removes an attribute. Source: removexattr(2).</summary>
    internal static unsafe Errno RemoveXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name)
    {
        fixed (byte* pathStart = path)
        fixed (byte* start = name)
        {
            return CreationErrno(RemoveXattr(pathStart, start));
        }
    }

    private static Errno Length(nint result, out int length)
    {
        length = (int)Math.Max(result, 0);
        return result < 0 ? LastErrno() : Errno.None;
    }
}
