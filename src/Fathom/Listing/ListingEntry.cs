namespace Fathom;

/// <summary>One entry of a <see cref="TreeListing"/>: a view, which owns nothing.</summary>
/// <remarks>An attribute that the walk was not asked for throws <see cref="InvalidOperationException"/>; one that could not be
/// fetched (<see cref="Errno"/>) or that the tree does not have is 0.</remarks>
public readonly struct ListingEntry
{
    private readonly ListingRows _rows;
    private readonly int _row;

    internal ListingEntry(ListingRows rows, int row)
    {
        _rows = rows;
        _row = row;
    }

    /// <summary>Raw bytes; of the root, its name as typed.</summary>
    public ReadOnlySpan<byte> Name => _rows.Name(_row);

    /// <summary>Levels below the root; 0 for the root.</summary>
    public int Depth => _rows.Depth(_row);

    /// <summary>Length of the path in bytes.</summary>
    public int PathLength => _rows.PathLength(_row);

    /// <summary>Kind of the node.</summary>
    public EntryKind Kind => Batch.Kinds[Index];

    /// <summary>Why attributes are missing; none when they are there.</summary>
    public Errno Errno => Batch.Errnos(Index);

    /// <summary>The entry is a symbolic link, and its attributes are those of the node that it leads to.</summary>
    public bool IsFollowedLink => Batch.IsFollowedLink(Index);

    /// <summary>Inode number; 0 where the source gives none.</summary>
    public ulong Inode => Batch.Inodes[Index];

    /// <summary>Device of the node.</summary>
    public ulong Device => Batch.Devices[Index];

    /// <summary>Device that a character or block device node stands for.</summary>
    public ulong RawDevice => Batch.RawDevices[Index];

    /// <summary>Apparent size in bytes.</summary>
    public long Size => Batch.Sizes[Index];

    /// <summary>Allocated size in bytes.</summary>
    public long Allocated => Batch.Allocated[Index];

    /// <summary>Permission bits with type, as <c>st_mode</c>.</summary>
    public uint Mode => Batch.Modes[Index];

    /// <summary>Number of hard links.</summary>
    public uint Links => Batch.Links[Index];

    /// <summary>Owner.</summary>
    public uint Uid => Batch.Uids[Index];

    /// <summary>Group.</summary>
    public uint Gid => Batch.Gids[Index];

    /// <summary>Last access, nanoseconds since 1970-01-01 UTC.</summary>
    public long Atime => Batch.Atimes[Index];

    /// <summary>Last change of content, nanoseconds since 1970-01-01 UTC.</summary>
    public long Mtime => Batch.Mtimes[Index];

    /// <summary>Last change of attributes, nanoseconds since 1970-01-01 UTC.</summary>
    public long Ctime => Batch.Ctimes[Index];

    /// <summary>Birth, nanoseconds since 1970-01-01 UTC.</summary>
    public long Btime => Batch.Btimes[Index];

    /// <summary>Where a symbolic link points, raw bytes; empty for anything else.</summary>
    public ReadOnlySpan<byte> Target => Batch.Target(Index);

    private EntryBatch Batch => _rows.Batch(_row);

    private int Index => ListingRows.IndexOf(_row);

    /// <summary>The path from the root as typed.</summary>
    public byte[] GetPath()
    {
        byte[] path = new byte[PathLength];
        _rows.WritePath(_row, path);
        return path;
    }

    /// <summary>Writes the path from the root as typed.</summary>
    /// <param name="destination">At least <see cref="PathLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int CopyPath(Span<byte> destination)
    {
        int length = PathLength;
        _rows.WritePath(_row, destination[..length]);
        return length;
    }
}
