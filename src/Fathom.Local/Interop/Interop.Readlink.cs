using System.Runtime.InteropServices;

namespace Fathom.Local;

internal static partial class Interop
{
    /// <summary>Longest link target that Linux keeps, and a byte to see one that is longer.</summary>
    internal const int PATH_MAX = 4096;

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static unsafe partial nint ReadLinkAt(int directory, byte* name, byte* buffer, nint size);

    /// <summary>Reads where a symbolic link points. Source: readlinkat(2).</summary>
    /// <param name="name">NUL-terminated.</param>
    /// <param name="length">Bytes written; no NUL follows.</param>
    internal static unsafe Errno ReadLinkAt(int directory, byte* name, Span<byte> buffer, out int length)
    {
        fixed (byte* start = buffer)
        {
            nint count = ReadLinkAt(directory, name, start, buffer.Length);
            length = (int)Math.Max(count, 0);
            return count < 0 ? LastErrno() : Errno.None;
        }
    }
}
