namespace Fathom;

/// <summary>Attributes of one node, as statx(2) and the fattr3 of RFC 1813 give them.</summary>
/// <remarks>What was not asked for, or the source does not have, is 0.</remarks>
public readonly record struct NodeAttributes
{
    /// <summary>Every attribute that this holds.</summary>
    public const StatMask All = StatMask.Basic | StatMask.Btime;

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

    /// <summary>Inode number, or fileid.</summary>
    public ulong Inode { get; init; }

    /// <summary>Device that the node is on, as <c>st_dev</c>, or fsid.</summary>
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

    /// <summary>A device number as <c>makedev(3)</c> of Linux has it (gnu_dev_makedev, sys/sysmacros.h): the same bits whatever tree it came
    /// from.</summary>
    public static ulong MakeDevice(uint major, uint minor) =>
        ((ulong)(major & 0xfffff000) << 32) | ((ulong)(major & 0xfff) << 8)
        | ((ulong)(minor & 0xffffff00) << 12) | (minor & 0xff);
}
