using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace Fathom.Local;

/// <summary>Attributes of one node, as statx(2) gives them.</summary>
/// <remarks>What was not asked for is 0, unless the kernel gave it all the same.</remarks>
public readonly record struct FileStat
{
    /// <summary>What a batch asks for unless told otherwise: every attribute.</summary>
    public const StatMask AllAttributes = StatMask.Basic | StatMask.Btime;

    private const int S_IFMT = 0xf000;

    /// <summary>Kind of the node, from the type bits of <see cref="Mode"/>.</summary>
    public EntryKind Kind => (EntryKind)((Mode & S_IFMT) >> 12);

    /// <summary>Permission bits with type, as <c>st_mode</c>.</summary>
    public uint Mode { get; init; }

    /// <summary>Number of hard links.</summary>
    public uint Links { get; init; }

    /// <summary>Owner.</summary>
    public uint Uid { get; init; }

    /// <summary>Group.</summary>
    public uint Gid { get; init; }

    /// <summary>Inode number.</summary>
    public ulong Inode { get; init; }

    /// <summary>Device that the node is on, as <c>st_dev</c>.</summary>
    public ulong Device { get; init; }

    /// <summary>Device that a character or block device node stands for, as <c>st_rdev</c>.</summary>
    public ulong RawDevice { get; init; }

    /// <summary>Apparent size in bytes (<c>st_size</c>).</summary>
    public long Size { get; init; }

    /// <summary>Allocated size in bytes (<c>st_blocks</c> x 512).</summary>
    public long Allocated { get; init; }

    /// <summary>Last access, nanoseconds since 1970-01-01 UTC, negative before.</summary>
    public long Atime { get; init; }

    /// <summary>Last change of content, nanoseconds since 1970-01-01 UTC.</summary>
    public long Mtime { get; init; }

    /// <summary>Last change of attributes, nanoseconds since 1970-01-01 UTC.</summary>
    public long Ctime { get; init; }

    /// <summary>Birth, nanoseconds since 1970-01-01 UTC; 0 where the file system keeps none.</summary>
    public long Btime { get; init; }

    /// <summary>Device and inode.</summary>
    public NodeId Id => new(Device, Inode);

    /// <summary>Examines one path. For many, <see cref="StatBatch"/> is faster.</summary>
    /// <param name="path">Raw bytes, absolute or relative to the current directory, of any length.</param>
    /// <param name="followLinks">A symbolic link stands for what it leads to, as in stat(2) and not lstat(2).</param>
    /// <param name="stat">All zero when the result is an error.</param>
    /// <returns>The errno of lstat(2) or stat(2); EINVAL when the path holds a zero byte. A path past PATH_MAX is no error.</returns>
    [SupportedOSPlatform("linux")]
    [SkipLocalsInit]
    public static unsafe Errno Read(ReadOnlySpan<byte> path, StatMask mask, bool followLinks, out FileStat stat)
    {
        byte* scratch = stackalloc byte[Interop.PATH_MAX];
        Errno errno = new PathLookup(mask, followLinks, scratch).Stat(path, out Interop.StatxBuffer attributes);
        stat = errno == Errno.None ? From(in attributes) : default;
        return errno;
    }

    internal static FileStat From(in Interop.StatxBuffer from) => new()
    {
        Mode = from.Mode,
        Links = from.Links,
        Uid = from.Uid,
        Gid = from.Gid,
        Inode = from.Inode,
        Device = from.Device,
        RawDevice = from.RawDevice,
        Size = from.Size,
        Allocated = from.Blocks * 512,
        Atime = from.Atime.Total,
        Mtime = from.Mtime.Total,
        Ctime = from.Ctime.Total,
        Btime = from.Btime.Total,
    };
}
