namespace Fathom.Index;

/// <summary>One packed row of a <see cref="TreeRow"/>, taken apart.</summary>
internal readonly ref struct SavedRow(TreeRow layout, ReadOnlySpan<byte> row)
{
    private const ulong OfRow = 1UL << 62;
    private const ulong OfLinks = 1UL << 63;
    private const int KindShift = 12;
    private const uint DirectoryMode = 0x16d; // 0555
    private const uint FileMode = 0x124; // 0444

    private readonly ReadOnlySpan<byte> _row = row;

    internal EntryKind Kind => TreeRow.KindOf(_row);

    /// <summary>Number as a directory; 0 if it was not entered.</summary>
    internal long Number => TreeRow.NumberOf(_row);

    internal ReadOnlySpan<byte> Name => layout.NameOf(_row);

    internal ReadOnlySpan<byte> Target => layout.TargetOf(_row);

    /// <summary>The attributes; what an index does not hold is what lets them be read.</summary>
    /// <param name="offset">Where the row stands in the copy.</param>
    /// <param name="device">Of the root.</param>
    /// <returns>ENODATA for an entry that the scan could not examine.</returns>
    internal Errno ReadAttributes(long offset, ulong device, out NodeAttributes attributes)
    {
        attributes = default;
        if (Kind == EntryKind.Unknown || TreeRow.LacksAttributes(_row))
        {
            return Errno.ENODATA;
        }

        NodeId id = IdOf(offset, device);
        bool hasMode = (layout.Attributes & StatMask.Mode) != 0;
        attributes = new NodeAttributes
        {
            Mode = ((uint)Kind << KindShift)
                | (hasMode ? (uint)Value(StatMask.Mode) & 0xfff : Kind == EntryKind.Directory ? DirectoryMode : FileMode),
            Links = Math.Max(1, (uint)Value(StatMask.Links)),
            Uid = (uint)Value(StatMask.Uid),
            Gid = (uint)Value(StatMask.Gid),
            Inode = id.Inode,
            Device = id.Device,
            Size = Value(StatMask.Size),
            Allocated = Value(StatMask.Allocated),
            Atime = Value(StatMask.Atime),
            Mtime = Value(StatMask.Mtime),
            Ctime = Value(StatMask.Ctime),
        };
        return Errno.None;
    }

    /// <summary>Which node it is. A number that the scan met twice may be two nodes, because one was removed meanwhile, or a directory that is
    /// mounted twice: only for hard links it says that two names are one file.</summary>
    internal NodeId IdOf(long offset, ulong device)
    {
        if (Kind == EntryKind.Directory)
        {
            return new NodeId(device, Number > 0 ? (ulong)Number : (ulong)offset | OfRow);
        }

        ulong inode = TreeRow.InodeOf(_row);
        return inode != 0 && Value(StatMask.Links) > 1
            ? new NodeId((ulong)Value(StatMask.Device), inode | OfLinks)
            : new NodeId(device, (ulong)offset | OfRow);
    }

    private long Value(StatMask bit) => layout.ValueOf(_row, bit);
}
