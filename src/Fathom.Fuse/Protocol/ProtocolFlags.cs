namespace Fathom.Fuse;

/// <summary>Flags of linux/fuse.h, in its spelling.</summary>
internal static class ProtocolFlags
{
    // fuse_init_in.flags and fuse_init_out.flags
    internal const uint FUSE_ASYNC_READ = 1 << 0;
    internal const uint FUSE_ATOMIC_O_TRUNC = 1 << 3;
    internal const uint FUSE_BIG_WRITES = 1 << 5;
    internal const uint FUSE_AUTO_INVAL_DATA = 1 << 12;
    internal const uint FUSE_DO_READDIRPLUS = 1 << 13;
    internal const uint FUSE_READDIRPLUS_AUTO = 1 << 14;
    internal const uint FUSE_ASYNC_DIO = 1 << 15;
    internal const uint FUSE_WRITEBACK_CACHE = 1 << 16;
    internal const uint FUSE_PARALLEL_DIROPS = 1 << 18;
    internal const uint FUSE_MAX_PAGES = 1 << 22;
    internal const uint FUSE_CACHE_SYMLINKS = 1 << 23;
    internal const uint FUSE_HANDLE_KILLPRIV_V2 = 1 << 28;

    // fuse_setattr_in.valid
    internal const uint FATTR_MODE = 1 << 0;
    internal const uint FATTR_UID = 1 << 1;
    internal const uint FATTR_GID = 1 << 2;
    internal const uint FATTR_SIZE = 1 << 3;
    internal const uint FATTR_ATIME = 1 << 4;
    internal const uint FATTR_MTIME = 1 << 5;
    internal const uint FATTR_FH = 1 << 6;
    internal const uint FATTR_ATIME_NOW = 1 << 7;
    internal const uint FATTR_MTIME_NOW = 1 << 8;
    internal const uint FATTR_CTIME = 1 << 10;
    internal const uint FATTR_KILL_SUIDGID = 1 << 11;

    // fuse_open_out.open_flags
    internal const uint FOPEN_DIRECT_IO = 1 << 0;
    internal const uint FOPEN_KEEP_CACHE = 1 << 1;
    internal const uint FOPEN_CACHE_DIR = 1 << 3;

    internal const uint FUSE_GETATTR_FH = 1 << 0;
    internal const uint FUSE_WRITE_CACHE = 1 << 0;
    internal const uint FUSE_WRITE_KILL_SUIDGID = 1 << 2;
    internal const uint FUSE_OPEN_KILL_SUIDGID = 1 << 0;
    internal const uint FUSE_FSYNC_FDATASYNC = 1 << 0;

    // enum fuse_notify_code
    internal const int FUSE_NOTIFY_INVAL_INODE = 2;
    internal const int FUSE_NOTIFY_INVAL_ENTRY = 3;

    // fcntl.h, linux/falloc.h, stdio.h and sys/xattr.h: the flags that requests carry
    internal const uint O_ACCMODE = 3;
    internal const uint O_RDONLY = 0;
    internal const uint O_WRONLY = 1;
    internal const uint O_EXCL = 0x80;
    internal const uint O_TRUNC = 0x200;
    internal const uint FALLOC_FL_KEEP_SIZE = 1;
    internal const uint SEEK_DATA = 3;
    internal const uint SEEK_HOLE = 4;
    internal const uint RENAME_NOREPLACE = 1;
    internal const uint RENAME_EXCHANGE = 2;
    internal const uint XATTR_CREATE = 1;
    internal const uint XATTR_REPLACE = 2;

    // sys/stat.h
    internal const uint S_ISUID = 0x800;
    internal const uint S_ISGID = 0x400;
    internal const uint S_ISVTX = 0x200;
    internal const uint S_IXGRP = 0x8;
    internal const uint PermissionBits = 0xfff;

    /// <summary>The protocol version that is spoken here; the kernel takes the smaller minor of both sides.</summary>
    internal const uint Major = 7;

    /// <inheritdoc cref="Major"/>
    internal const uint Minor = 39;

    /// <summary>The first minor whose structures are those of this folder (fuse_init_out of 64 bytes).</summary>
    internal const uint OldestMinor = 23;

    internal const ulong RootId = 1;
}
