using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>Calls that set timestamps.</summary>
internal static partial class Interop
{
    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    private static unsafe partial int SetTimesAt(SafeFileHandle directory, byte* name, TimeSpec* times, int flags);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static unsafe partial int SetOpenTimes(SafeFileHandle file, TimeSpec* times);

    /// <summary>Sets access and modification time of an entry, not following a symlink. Source: utimensat(2).</summary>
    /// <param name="name">Ends in a zero byte.</param>
    internal static unsafe Errno SetTimesAt(SafeFileHandle directory, ReadOnlySpan<byte> name, TimeSpec time)
    {
        TimeSpec* times = stackalloc TimeSpec[2] { time, time };
        fixed (byte* start = name)
        {
            return CreationErrno(SetTimesAt(directory, start, times, AT_SYMLINK_NOFOLLOW));
        }
    }

    /// <summary>Sets access and modification time of an open file. Source: futimens(3).</summary>
    internal static unsafe Errno SetTimes(SafeFileHandle file, TimeSpec time)
    {
        TimeSpec* times = stackalloc TimeSpec[2] { time, time };
        return CreationErrno(SetOpenTimes(file, times));
    }

    /// <summary>struct timespec of 64-bit Linux.</summary>
    /// <param name="Seconds">Since 1970; may be negative.</param>
    /// <param name="Nanoseconds">0 to 999,999,999, also before 1970.</param>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
