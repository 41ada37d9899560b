using System.Runtime.InteropServices;

namespace Fathom.Fuse;

/// <summary><c>struct fuse_attr</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Attr
{
    internal ulong Inode;
    internal ulong Size;
    internal ulong Blocks;
    internal ulong Atime;
    internal ulong Mtime;
    internal ulong Ctime;
    internal uint AtimeNanos;
    internal uint MtimeNanos;
    internal uint CtimeNanos;
    internal uint Mode;
    internal uint Links;
    internal uint Uid;
    internal uint Gid;
    internal uint RawDevice;
    internal uint BlockSize;
    internal uint Flags;
}

/// <summary><c>struct fuse_entry_out</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EntryOut
{
    internal ulong NodeId;
    internal ulong Generation;
    internal ulong EntryValid;
    internal ulong AttrValid;
    internal uint EntryValidNanos;
    internal uint AttrValidNanos;
    internal Attr Attr;
}

/// <summary><c>struct fuse_attr_out</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AttrOut
{
    internal ulong AttrValid;
    internal uint AttrValidNanos;
    internal uint Dummy;
    internal Attr Attr;
}

/// <summary><c>struct fuse_getattr_in</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GetAttrIn
{
    internal uint Flags;
    internal uint Dummy;
    internal ulong Handle;
}

/// <summary><c>struct fuse_setattr_in</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SetAttrIn
{
    internal uint Valid;
    internal uint Padding;
    internal ulong Handle;
    internal ulong Size;
    internal ulong LockOwner;
    internal ulong Atime;
    internal ulong Mtime;
    internal ulong Ctime;
    internal uint AtimeNanos;
    internal uint MtimeNanos;
    internal uint CtimeNanos;
    internal uint Mode;
    internal uint Unused4;
    internal uint Uid;
    internal uint Gid;
    internal uint Unused5;
}

/// <summary><c>struct fuse_statx_in</c> (7.39).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StatxIn
{
    internal uint Flags;
    internal uint Reserved;
    internal ulong Handle;
    internal uint StatxFlags;
    internal uint StatxMask;
}

/// <summary><c>struct fuse_sx_time</c> (7.39).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StatxTime
{
    internal long Seconds;
    internal uint Nanos;
    internal int Reserved;
}

/// <summary><c>struct fuse_statx_out</c> with its <c>struct fuse_statx</c> (7.39).</summary>
[StructLayout(LayoutKind.Sequential, Size = 288)]
internal struct StatxOut
{
    internal ulong AttrValid;
    internal uint AttrValidNanos;
    internal uint Flags;
    internal ulong Spare0;
    internal ulong Spare1;
    internal uint Mask;
    internal uint BlockSize;
    internal ulong Attributes;
    internal uint Links;
    internal uint Uid;
    internal uint Gid;
    internal ushort Mode;
    internal ushort Spare2;
    internal ulong Inode;
    internal ulong Size;
    internal ulong Blocks;
    internal ulong AttributesMask;
    internal StatxTime Atime;
    internal StatxTime Btime;
    internal StatxTime Ctime;
    internal StatxTime Mtime;
    internal uint RawDeviceMajor;
    internal uint RawDeviceMinor;
    internal uint DeviceMajor;
    internal uint DeviceMinor;
}

/// <summary><c>struct fuse_statfs_out</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 80)]
internal struct StatFsOut
{
    internal ulong Blocks;
    internal ulong FreeBlocks;
    internal ulong AvailableBlocks;
    internal ulong Nodes;
    internal ulong FreeNodes;
    internal uint BlockSize;
    internal uint MaxName;
    internal uint FragmentSize;
    internal uint Padding;
}
