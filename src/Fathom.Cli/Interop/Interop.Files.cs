using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Cli;

internal static partial class Interop
{
    private const int O_RDONLY = 0;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static unsafe partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(int descriptor, byte* buffer, nint size);

    /// <summary>Reads once. Source: read(2).</summary>
    /// <param name="read">Bytes read; 0 at the end.</param>
    /// <returns>errno, 0 on success.</returns>
    internal static unsafe int Read(int descriptor, Span<byte> buffer, out int read)
    {
        fixed (byte* start = buffer)
        {
            nint count = Read(descriptor, start, buffer.Length);
            read = (int)Math.Max(count, 0);
            return count < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }

    /// <summary>Opens a file for reading. Source: open(2).</summary>
    /// <param name="pathWithNul">Raw bytes.</param>
    /// <returns>errno, 0 on success.</returns>
    internal static unsafe int OpenForReading(ReadOnlySpan<byte> pathWithNul, out SafeFileHandle file)
    {
        fixed (byte* start = pathWithNul)
        {
            int descriptor = Open(start, O_RDONLY);
            int errno = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
            file = new SafeFileHandle(descriptor, ownsHandle: true);
            return errno;
        }
    }
}
