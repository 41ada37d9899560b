namespace Fathom.Nfs;

/// <summary>Attributes of a node.</summary>
/// <remarks>RFC 1813, section 2.6 (fattr3).</remarks>
public readonly record struct NfsAttributes
{
    /// <summary>What the node is; <see cref="EntryKind.Unknown"/> for a type that the protocol does not define.</summary>
    public EntryKind Kind { get; init; }

    /// <summary>Permission bits with type, as <c>st_mode</c>.</summary>
    public uint Mode { get; init; }

    /// <summary>Hard links.</summary>
    public uint Links { get; init; }

    /// <summary>Owner.</summary>
    public uint Uid { get; init; }

    /// <summary>Group.</summary>
    public uint Gid { get; init; }

    /// <summary>Apparent size, bytes. A server may say up to 2^64 - 1; more than <see cref="long.MaxValue"/> is given as that.</summary>
    public long Size { get; init; }

    /// <summary>Allocated size, bytes.</summary>
    public long Allocated { get; init; }

    /// <summary>Device that a character or block device stands for, as <c>makedev(3)</c>.</summary>
    public ulong RawDevice { get; init; }

    /// <summary>File system (fsid) and fileid.</summary>
    public NodeId Id { get; init; }

    /// <summary>Last access, ns since 1970. The protocol has unsigned 32-bit seconds.</summary>
    public long Atime { get; init; }

    /// <summary>Last change of content, ns since 1970.</summary>
    public long Mtime { get; init; }

    /// <summary>Last change of attributes, ns since 1970.</summary>
    public long Ctime { get; init; }
}
