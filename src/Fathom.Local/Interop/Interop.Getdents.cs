using System.Runtime.InteropServices;

namespace Fathom.Local;

internal static partial class Interop
{
    /// <summary>Offsets in <c>struct linux_dirent64</c>: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name.</summary>
    internal const int DirentReclenOffset = 16;
    internal const int DirentTypeOffset = 18;
    internal const int DirentNameOffset = 19;

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static unsafe partial nint GetDents64(int directory, byte* buffer, nint size);

    /// <summary>Reads raw <c>linux_dirent64</c> records. Source: getdents64(2).</summary>
    /// <param name="read">Bytes written; 0 at the end of the directory.</param>
    internal static unsafe Errno GetDents64(int directory, Span<byte> buffer, out int read)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do
            {
                count = GetDents64(directory, start, buffer.Length);
            }
            while (count < 0 && LastErrno() == Errno.EINTR);

            read = (int)Math.Max(count, 0);
            return count < 0 ? LastErrno() : Errno.None;
        }
    }
}
