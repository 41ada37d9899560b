using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>Calls that change attributes of a held node. Every path ends in a zero byte, and a link at its end is followed.</summary>
internal static partial class Interop
{
    /// <summary>An owner or group that stays as it is.</summary>
    internal const uint UnchangedId = uint.MaxValue;

    private const long UTIME_NOW = (1 << 30) - 1;
    private const long UTIME_OMIT = (1 << 30) - 2;
    private const long NanosPerSecond = 1_000_000_000;

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true)]
    private static unsafe partial int ChangeModeOf(byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeModeOf(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    private static unsafe partial int ChangeOwnerAt(SafeFileHandle node, byte* name, uint uid, uint gid, int flags);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    private static unsafe partial int SetTimesOf(int directory, byte* path, TimeSpec* times, int flags);

    /// <summary>Sets permission, set-id and sticky bits. Source: chmod(2).</summary>
    internal static unsafe Errno SetMode(ReadOnlySpan<byte> path, uint mode)
    {
        fixed (byte* start = path)
        {
            return CreationErrno(ChangeModeOf(start, mode));
        }
    }

    /// <summary>Sets permission, set-id and sticky bits of an open file. Source: fchmod(2).</summary>
    internal static Errno SetMode(SafeFileHandle file, uint mode) => CreationErrno(ChangeModeOf(file, mode));

    /// <summary>Sets owner and group of a held node, also of a link. Source: fchownat(2).</summary>
    /// <param name="uid"><see cref="UnchangedId"/> to leave it.</param>
    /// <param name="gid"><see cref="UnchangedId"/> to leave it.</param>
    internal static unsafe Errno SetOwner(SafeFileHandle node, uint uid, uint gid)
    {
        byte empty = 0;
        return CreationErrno(ChangeOwnerAt(node, &empty, uid, gid, AT_EMPTY_PATH));
    }

    /// <summary>Sets times. Source: utimensat(2).</summary>
    /// <param name="atime">ns since 1970, <see cref="NodeChange.Now"/>, or null to leave it.</param>
    /// <param name="mtime">The same.</param>
    internal static unsafe Errno SetTimes(ReadOnlySpan<byte> path, long? atime, long? mtime)
    {
        TimeSpec* times = stackalloc TimeSpec[2] { ToTimeSpec(atime), ToTimeSpec(mtime) };
        fixed (byte* start = path)
        {
            return CreationErrno(SetTimesOf(AT_FDCWD, start, times, 0));
        }
    }

    /// <summary>Sets times of an open file. Source: futimens(3).</summary>
    /// <param name="atime">ns since 1970, <see cref="NodeChange.Now"/>, or null to leave it.</param>
    /// <param name="mtime">The same.</param>
    internal static unsafe Errno SetTimes(SafeFileHandle file, long? atime, long? mtime)
    {
        TimeSpec* times = stackalloc TimeSpec[2] { ToTimeSpec(atime), ToTimeSpec(mtime) };
        return CreationErrno(SetOpenTimes(file, times));
    }

    private static TimeSpec ToTimeSpec(long? time)
    {
        if (time is not { } nanos)
        {
            return new TimeSpec(0, UTIME_OMIT);
        }

        if (nanos == NodeChange.Now)
        {
            return new TimeSpec(0, UTIME_NOW);
        }

        (long seconds, long rest) = Math.DivRem(nanos, NanosPerSecond);
        return rest < 0 ? new TimeSpec(seconds - 1, rest + NanosPerSecond) : new TimeSpec(seconds, rest);
    }
}
