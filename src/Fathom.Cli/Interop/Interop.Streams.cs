using System.Runtime.InteropServices;

namespace Fathom.Cli;

internal static partial class Interop
{
    internal const int EINTR = 4;
    internal const int EAGAIN = 11;
    internal const int EPIPE = 32;
    internal const int ERANGE = 34;

    private const short POLLIN = 1;
    private const short POLLOUT = 4;

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollRequest* requests, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNative(int code);

    /// <summary>Writes once. Source: write(2).</summary>
    /// <param name="written">Bytes taken; may be fewer than given.</param>
    /// <returns>errno, 0 on success.</returns>
    internal static unsafe int Write(int descriptor, ReadOnlySpan<byte> bytes, out int written)
    {
        fixed (byte* start = bytes)
        {
            nint count = Write(descriptor, start, bytes.Length);
            written = (int)Math.Max(count, 0);
            return count < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }

    /// <summary>Waits until <paramref name="descriptor"/> has bytes, or has ended. Source: poll(2).</summary>
    /// <param name="timeoutMilliseconds">-1 for no end.</param>
    /// <returns>False where it has none yet.</returns>
    internal static unsafe bool WaitReadable(int descriptor, int timeoutMilliseconds = -1)
    {
        PollRequest request = new() { Descriptor = descriptor, Events = POLLIN };
        return Poll(&request, 1, timeoutMilliseconds) > 0;
    }

    /// <summary>Waits until <paramref name="descriptor"/> takes bytes again; for non-blocking pipes and terminals.</summary>
    internal static unsafe void WaitWritable(int descriptor)
    {
        PollRequest request = new() { Descriptor = descriptor, Events = POLLOUT };
        _ = Poll(&request, 1, -1);
    }

    /// <summary>Ends the process at once: no handler, no other thread has a say. Source: _exit(2).</summary>
    internal static void ExitAtOnce(int code) => ExitNative(code);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollRequest
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }
}
