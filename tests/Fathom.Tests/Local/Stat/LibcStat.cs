using System.Runtime.InteropServices;
using Fathom.Local;

namespace Fathom.Tests.Local.Stat;

/// <summary>The C library's own lstat(2) and stat(2), to compare with.</summary>
internal static class LibcStat
{
    // Larger than struct stat anywhere; st_dev and st_ino come first on every 64-bit Linux.
    private const int BufferSize = 256;

    /// <summary>Errno, device and inode that the kernel gives for a whole path.</summary>
    internal static (Errno Errno, NodeId Id) Read(byte[] path, bool follow)
    {
        byte[] name = [.. path, 0];
        byte[] buffer = new byte[BufferSize];
        int result = follow ? stat(name, buffer) : lstat(name, buffer);
        return result == 0
            ? (Errno.None, new NodeId(BitConverter.ToUInt64(buffer, 0), BitConverter.ToUInt64(buffer, 8)))
            : ((Errno)Marshal.GetLastPInvokeError(), default);
    }

    /// <summary>Runs <paramref name="action"/> with the file access of an ordinary user, on a thread of its own.</summary>
    internal static void AsNobody(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            _ = setfsgid(65534);
            _ = setfsuid(65534);
            failure = Record(action);
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw new InvalidOperationException("as nobody", failure);
        }
    }

    private static Exception? Record(Action action) => Xunit.Record.Exception(action);

    [DllImport("libc", SetLastError = true)]
    private static extern int lstat(byte[] path, byte[] buffer);

    [DllImport("libc", SetLastError = true)]
    private static extern int stat(byte[] path, byte[] buffer);

    [DllImport("libc")]
    private static extern int setfsuid(uint id);

    [DllImport("libc")]
    private static extern int setfsgid(uint id);
}
