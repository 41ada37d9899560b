using System.Runtime.InteropServices;

namespace Fathom.Local;

internal static partial class Interop
{
    internal const int AT_SYMLINK_NOFOLLOW = 0x100;
    internal const int AT_NO_AUTOMOUNT = 0x800;
    internal const int AT_EMPTY_PATH = 0x1000;

    private const int S_IFMT = 0xf000;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static unsafe partial int StatxNative(int directory, byte* name, int flags, uint mask, StatxBuffer* buffer);

    /// <summary>Fetches attributes of a node relative to a directory. Source: statx(2).</summary>
    /// <param name="name">NUL-terminated; empty with <see cref="AT_EMPTY_PATH"/> for the directory itself.</param>
    internal static unsafe Errno Statx(int directory, byte* name, int flags, StatMask mask, out StatxBuffer attributes)
    {
        fixed (StatxBuffer* buffer = &attributes)
        {
            int result = StatxNative(directory, name, flags, (uint)(mask & StatMask.Statx), buffer);
            return result < 0 ? LastErrno() : Errno.None;
        }
    }

    /// <summary>Fetches the attributes of an open directory.</summary>
    internal static unsafe Errno StatxSelf(int descriptor, StatMask mask, out StatxBuffer attributes)
    {
        byte empty = 0;
        return Statx(descriptor, &empty, AT_EMPTY_PATH, mask, out attributes);
    }

    /// <summary><c>struct statx_timestamp</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 16)]
    internal struct StatxTime
    {
        private const long NanosPerSecond = 1_000_000_000;

        [FieldOffset(0)]
        internal long Seconds;

        [FieldOffset(8)]
        internal uint Nanos;

        /// <summary>Nanoseconds since 1970, held at the ends of 64 bits (the years 1678 and 2262).</summary>
        internal readonly long Total
        {
            get
            {
                if (Seconds >= long.MaxValue / NanosPerSecond)
                {
                    return long.MaxValue;
                }

                return Seconds <= long.MinValue / NanosPerSecond ? long.MinValue : (Seconds * NanosPerSecond) + Nanos;
            }
        }
    }

    /// <summary><c>struct statx</c>, linux/stat.h; 256 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatxBuffer
    {
        [FieldOffset(0)]
        internal uint Mask;

        [FieldOffset(16)]
        internal uint Links;

        [FieldOffset(20)]
        internal uint Uid;

        [FieldOffset(24)]
        internal uint Gid;

        [FieldOffset(28)]
        internal ushort Mode;

        [FieldOffset(32)]
        internal ulong Inode;

        [FieldOffset(40)]
        internal long Size;

        [FieldOffset(48)]
        internal long Blocks;

        [FieldOffset(64)]
        internal StatxTime Atime;

        [FieldOffset(80)]
        internal StatxTime Btime;

        [FieldOffset(96)]
        internal StatxTime Ctime;

        [FieldOffset(112)]
        internal StatxTime Mtime;

        [FieldOffset(128)]
        internal uint RawMajor;

        [FieldOffset(132)]
        internal uint RawMinor;

        [FieldOffset(136)]
        internal uint Major;

        [FieldOffset(140)]
        internal uint Minor;

        internal readonly ulong Device => NodeAttributes.MakeDevice(Major, Minor);

        internal readonly ulong RawDevice => NodeAttributes.MakeDevice(RawMajor, RawMinor);

        /// <summary>The type bits of the mode shifted down are the values of <c>d_type</c> (IFTODT in dirent.h).</summary>
        internal readonly EntryKind Kind => (EntryKind)((Mode & S_IFMT) >> 12);

        internal readonly NodeAttributes ToAttributes() => new()
        {
            Mode = Mode,
            Links = Links,
            Uid = Uid,
            Gid = Gid,
            Inode = Inode,
            Device = Device,
            RawDevice = RawDevice,
            Size = Size,
            Allocated = Blocks * 512,
            Atime = Atime.Total,
            Mtime = Mtime.Total,
            Ctime = Ctime.Total,
            Btime = Btime.Total,
        };
    }
}
