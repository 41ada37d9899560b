namespace Fathom;

/// <summary>Which attributes are wanted or filled.</summary>
/// <remarks>The bits up to <see cref="Btime"/> are those of statx(2), so a local tree passes them to the kernel as they are.</remarks>
[Flags]
public enum StatMask
{
    /// <summary>Nothing beyond what a listing gives: name, kind and (where the source has it) inode.</summary>
    None = 0,

    /// <summary>Kind of the node (STATX_TYPE).</summary>
    Kind = 0x1,

    /// <summary>Permission bits (STATX_MODE).</summary>
    Mode = 0x2,

    /// <summary>Number of hard links (STATX_NLINK).</summary>
    Links = 0x4,

    /// <summary>Owner (STATX_UID).</summary>
    Uid = 0x8,

    /// <summary>Group (STATX_GID).</summary>
    Gid = 0x10,

    /// <summary>Last access (STATX_ATIME).</summary>
    Atime = 0x20,

    /// <summary>Last change of content (STATX_MTIME).</summary>
    Mtime = 0x40,

    /// <summary>Last change of attributes (STATX_CTIME).</summary>
    Ctime = 0x80,

    /// <summary>Inode number, or fileid (STATX_INO).</summary>
    Inode = 0x100,

    /// <summary>Apparent size (STATX_SIZE).</summary>
    Size = 0x200,

    /// <summary>Allocated size (STATX_BLOCKS).</summary>
    Allocated = 0x400,

    /// <summary>Birth (STATX_BTIME).</summary>
    Btime = 0x800,

    /// <summary>Device or fsid that the node is on.</summary>
    Device = 0x10000,

    /// <summary>Device that a character or block device node stands for.</summary>
    RawDevice = 0x20000,

    /// <summary>Where a symbolic link points.</summary>
    Target = 0x40000,

    /// <summary>Every attribute that stat(2) gives; no birth time and no link target.</summary>
    Basic = 0x7ff | Device | RawDevice,

    /// <summary>The bits that statx(2) takes.</summary>
    Statx = 0xfff,
}
