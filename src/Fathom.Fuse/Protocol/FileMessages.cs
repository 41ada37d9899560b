using System.Runtime.InteropServices;

namespace Fathom.Fuse;

/// <summary><c>struct fuse_open_in</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenIn
{
    internal uint Flags;
    internal uint OpenFlags;
}

/// <summary><c>struct fuse_open_out</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenOut
{
    internal ulong Handle;
    internal uint OpenFlags;
    internal uint Padding;
}

/// <summary><c>struct fuse_release_in</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ReleaseIn
{
    internal ulong Handle;
    internal uint Flags;
    internal uint ReleaseFlags;
    internal ulong LockOwner;
}

/// <summary><c>struct fuse_read_in</c>; also of a READDIR.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ReadIn
{
    internal ulong Handle;
    internal ulong Offset;
    internal uint Size;
    internal uint ReadFlags;
    internal ulong LockOwner;
    internal uint Flags;
    internal uint Padding;
}

/// <summary><c>struct fuse_write_in</c>, followed by the data.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WriteIn
{
    internal ulong Handle;
    internal ulong Offset;
    internal uint Size;
    internal uint WriteFlags;
    internal ulong LockOwner;
    internal uint Flags;
    internal uint Padding;
}

/// <summary><c>struct fuse_write_out</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WriteOut
{
    internal uint Size;
    internal uint Padding;
}

/// <summary><c>struct fuse_fsync_in</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FSyncIn
{
    internal ulong Handle;
    internal uint Flags;
    internal uint Padding;
}

/// <summary><c>struct fuse_fallocate_in</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FAllocateIn
{
    internal ulong Handle;
    internal ulong Offset;
    internal ulong Length;
    internal uint Mode;
    internal uint Padding;
}

/// <summary><c>struct fuse_lseek_in</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LSeekIn
{
    internal ulong Handle;
    internal ulong Offset;
    internal uint Whence;
    internal uint Padding;
}

/// <summary><c>struct fuse_lseek_out</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LSeekOut
{
    internal ulong Offset;
}

/// <summary><c>struct fuse_copy_file_range_in</c>; its request names the source as the node.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CopyFileRangeIn
{
    internal ulong Handle;
    internal ulong Offset;
    internal ulong TargetNode;
    internal ulong TargetHandle;
    internal ulong TargetOffset;
    internal ulong Length;
    internal ulong Flags;
}

/// <summary><c>struct fuse_notify_inval_inode_out</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InvalidateNodeOut
{
    internal ulong NodeId;
    internal long Offset;
    internal long Length;
}

/// <summary><c>struct fuse_notify_inval_entry_out</c>, followed by the name and a NUL.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InvalidateEntryOut
{
    internal ulong Parent;
    internal uint NameLength;
    internal uint Flags;
}
