using System.Runtime.InteropServices;

namespace Fathom.Fuse;

/// <summary><c>struct fuse_forget_in</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ForgetIn
{
    internal ulong Lookups;
}

/// <summary><c>struct fuse_batch_forget_in</c>, followed by <see cref="Count"/> of <see cref="ForgetOne"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BatchForgetIn
{
    internal uint Count;
    internal uint Dummy;
}

/// <summary><c>struct fuse_forget_one</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ForgetOne
{
    internal ulong NodeId;
    internal ulong Lookups;
}

/// <summary><c>struct fuse_mknod_in</c>, followed by the name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MkNodIn
{
    internal uint Mode;
    internal uint RawDevice;
    internal uint Umask;
    internal uint Padding;
}

/// <summary><c>struct fuse_mkdir_in</c>, followed by the name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MkDirIn
{
    internal uint Mode;
    internal uint Umask;
}

/// <summary><c>struct fuse_rename_in</c>, followed by both names.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RenameIn
{
    internal ulong NewDirectory;
}

/// <summary><c>struct fuse_rename2_in</c>, followed by both names.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Rename2In
{
    internal ulong NewDirectory;
    internal uint Flags;
    internal uint Padding;
}

/// <summary><c>struct fuse_link_in</c>, followed by the name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkIn
{
    internal ulong OldNodeId;
}

/// <summary><c>struct fuse_create_in</c>, followed by the name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CreateIn
{
    internal uint Flags;
    internal uint Mode;
    internal uint Umask;
    internal uint OpenFlags;
}

/// <summary><c>struct fuse_setxattr_in</c> without FUSE_SETXATTR_EXT, followed by the name and the value.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SetXattrIn
{
    internal uint Size;
    internal uint Flags;
}

/// <summary><c>struct fuse_getxattr_in</c>, followed by the name; the same for a list of names.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GetXattrIn
{
    internal uint Size;
    internal uint Padding;
}

/// <summary><c>struct fuse_getxattr_out</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GetXattrOut
{
    internal uint Size;
    internal uint Padding;
}

/// <summary><c>struct fuse_dirent</c>, followed by the name and zeros up to a multiple of 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Dirent
{
    internal ulong Inode;
    internal ulong Offset;
    internal uint NameLength;
    internal uint Type;
}
