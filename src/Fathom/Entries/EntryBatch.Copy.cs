namespace Fathom;

/// <content>Copying rows between batches.</content>
public sealed partial class EntryBatch
{
    /// <summary>Adds a copy of one entry of another batch: name, kind, inode, errno, link target, row, and the columns of
    /// <paramref name="mask"/> that the other batch has filled; columns that it has not hold 0.</summary>
    internal void AddCopy(EntryBatch from, int index, StatMask mask)
    {
        int capacity = _names.Length;
        int at = AddName(from.Name(index), from._kinds[index], from._inodes[index]);
        if (_names.Length != capacity || (_prepared & mask) != mask)
        {
            Prepare(mask);
        }

        _flags[at] = from._flags[index];
        StatMask filled = from.Filled | (_kinds[at] == EntryKind.Directory ? from.FilledForDirectories : StatMask.None);
        Errno errno = from.Errnos(index);
        if (errno != Errno.None || _hasErrnos)
        {
            SetErrno(at, errno);
        }

        CopyColumns(from, index, at, mask, errno == Errno.None ? filled : StatMask.None);
        ReadOnlySpan<byte> target = from.Target(index);
        if (!target.IsEmpty || _hasTargets)
        {
            SetTarget(at, target);
        }

        long row = from.Row(index);
        if (row != 0 || _hasRows)
        {
            SetRow(at, row);
        }
    }

    private void CopyColumns(EntryBatch from, int index, int at, StatMask mask, StatMask filled)
    {
        Copy(_devices, from._devices, index, at, mask & StatMask.Device, filled);
        Copy(_rawDevices, from._rawDevices, index, at, mask & StatMask.RawDevice, filled);
        Copy(_sizes, from._sizes, index, at, mask & StatMask.Size, filled);
        Copy(_allocated, from._allocated, index, at, mask & StatMask.Allocated, filled);
        Copy(_modes, from._modes, index, at, mask & StatMask.Mode, filled);
        Copy(_links, from._links, index, at, mask & StatMask.Links, filled);
        Copy(_uids, from._uids, index, at, mask & StatMask.Uid, filled);
        Copy(_gids, from._gids, index, at, mask & StatMask.Gid, filled);
        Copy(_atimes, from._atimes, index, at, mask & StatMask.Atime, filled);
        Copy(_mtimes, from._mtimes, index, at, mask & StatMask.Mtime, filled);
        Copy(_ctimes, from._ctimes, index, at, mask & StatMask.Ctime, filled);
        Copy(_btimes, from._btimes, index, at, mask & StatMask.Btime, filled);
    }

    private static void Copy<T>(T[] to, T[] from, int index, int at, StatMask bit, StatMask filled)
        where T : struct
    {
        if (bit != StatMask.None)
        {
            to[at] = (filled & bit) != 0 ? from[index] : default;
        }
    }
}
