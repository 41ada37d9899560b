namespace Fathom;

/// <content>The attribute columns. Each exists after <see cref="Prepare"/> named it, and holds a value for every entry
/// whose errno is none.</content>
public sealed partial class EntryBatch
{
    private StatMask _prepared;
    private ulong[] _devices = [];
    private ulong[] _rawDevices = [];
    private long[] _sizes = [];
    private long[] _allocated = [];
    private uint[] _modes = [];
    private uint[] _links = [];
    private uint[] _uids = [];
    private uint[] _gids = [];
    private long[] _atimes = [];
    private long[] _mtimes = [];
    private long[] _ctimes = [];
    private long[] _btimes = [];
    private Errno[] _errnos = [];
    private Segment[] _targets = [];
    private Segment[] _handles = [];
    private long[] _rows = [];
    private bool _hasErrnos;
    private bool _hasTargets;
    private bool _hasHandles;
    private bool _hasRows;

    /// <summary>Device of each node.</summary>
    public Span<ulong> Devices => Column(_devices, StatMask.Device);

    /// <summary>Device that each character or block device node stands for.</summary>
    public Span<ulong> RawDevices => Column(_rawDevices, StatMask.RawDevice);

    /// <summary>Apparent sizes in bytes (<c>st_size</c>).</summary>
    public Span<long> Sizes => Column(_sizes, StatMask.Size);

    /// <summary>Allocated sizes in bytes (<c>st_blocks</c> x 512).</summary>
    public Span<long> Allocated => Column(_allocated, StatMask.Allocated);

    /// <summary>Permission bits with type, as <c>st_mode</c>.</summary>
    public Span<uint> Modes => Column(_modes, StatMask.Mode);

    /// <summary>Hard-link counts.</summary>
    public Span<uint> Links => Column(_links, StatMask.Links);

    /// <summary>Owners.</summary>
    public Span<uint> Uids => Column(_uids, StatMask.Uid);

    /// <summary>Groups.</summary>
    public Span<uint> Gids => Column(_gids, StatMask.Gid);

    /// <summary>Last access, nanoseconds since 1970-01-01 UTC, negative before.</summary>
    public Span<long> Atimes => Column(_atimes, StatMask.Atime);

    /// <summary>Last change of content, nanoseconds since 1970-01-01 UTC.</summary>
    public Span<long> Mtimes => Column(_mtimes, StatMask.Mtime);

    /// <summary>Last change of attributes, nanoseconds since 1970-01-01 UTC.</summary>
    public Span<long> Ctimes => Column(_ctimes, StatMask.Ctime);

    /// <summary>Birth, nanoseconds since 1970-01-01 UTC; 0 where the file system keeps none.</summary>
    public Span<long> Btimes => Column(_btimes, StatMask.Btime);

    /// <summary>Makes sure that the columns of <paramref name="mask"/> have room for every entry.</summary>
    /// <param name="mask">Columns that the caller is about to fill.</param>
    public void Prepare(StatMask mask)
    {
        _prepared |= mask;
        int capacity = _names.Length;
        Ensure(ref _devices, mask & StatMask.Device, capacity);
        Ensure(ref _rawDevices, mask & StatMask.RawDevice, capacity);
        Ensure(ref _sizes, mask & StatMask.Size, capacity);
        Ensure(ref _allocated, mask & StatMask.Allocated, capacity);
        Ensure(ref _modes, mask & StatMask.Mode, capacity);
        Ensure(ref _links, mask & StatMask.Links, capacity);
        Ensure(ref _uids, mask & StatMask.Uid, capacity);
        Ensure(ref _gids, mask & StatMask.Gid, capacity);
        Ensure(ref _atimes, mask & StatMask.Atime, capacity);
        Ensure(ref _mtimes, mask & StatMask.Mtime, capacity);
        Ensure(ref _ctimes, mask & StatMask.Ctime, capacity);
        Ensure(ref _btimes, mask & StatMask.Btime, capacity);
    }

    /// <summary>Why the attributes of entry <paramref name="index"/> are missing; none when they are there.</summary>
    public Errno Errnos(int index) => _hasErrnos && index < _errnos.Length ? _errnos[index] : Errno.None;

    /// <summary>Notes that the attributes of entry <paramref name="index"/> could not be fetched.</summary>
    public void SetErrno(int index, Errno errno)
    {
        Begin(ref _errnos, ref _hasErrnos);
        if (_errnos[index] == Errno.None && errno != Errno.None)
        {
            ErrorCount++;
        }

        _errnos[index] = errno;
    }

    /// <summary>Where symbolic link <paramref name="index"/> points, raw bytes; empty for anything else.</summary>
    public ReadOnlySpan<byte> Target(int index) => _hasTargets ? Bytes(_targets, index) : default;

    /// <summary>Copies the target of link <paramref name="index"/> into the arena.</summary>
    public void SetTarget(int index, ReadOnlySpan<byte> target)
    {
        Begin(ref _targets, ref _hasTargets);
        _targets[index] = Append(target);
    }

    /// <summary>Handle of entry <paramref name="index"/>; empty where the tree has none.</summary>
    public NodeHandle Handle(int index) => new(_hasHandles ? Bytes(_handles, index) : default);

    /// <summary>Copies the handle of entry <paramref name="index"/> into the arena.</summary>
    public void SetHandle(int index, NodeHandle handle)
    {
        Begin(ref _handles, ref _hasHandles);
        _handles[index] = Append(handle.Bytes);
    }

    /// <summary>The number that a sink gave directory <paramref name="index"/>; 0 if it gave none.</summary>
    public long Row(int index) => _hasRows && index < _rows.Length ? _rows[index] : 0;

    /// <summary>Gives directory <paramref name="index"/> the number with which its <see cref="DirectoryNode.Row"/> begins. For a
    /// sink, inside its <c>Write</c>, for entries that the walk goes into.</summary>
    public void SetRow(int index, long row)
    {
        Begin(ref _rows, ref _hasRows);
        _rows[index] = row;
    }

    private ReadOnlySpan<byte> Bytes(Segment[] column, int index) =>
        index < column.Length ? _arena.AsSpan(column[index].Offset, column[index].Length) : default;

    private Span<T> Column<T>(T[] column, StatMask bit) =>
        (_prepared & bit) != 0 && column.Length >= Count
            ? column.AsSpan(0, Count)
            : throw new InvalidOperationException($"Column {bit} was not prepared.");

    private void Begin<T>(ref T[] column, ref bool used)
    {
        if (!used)
        {
            Array.Clear(column);
            used = true;
        }

        Ensure(ref column, StatMask.Kind, _names.Length);
    }

    private static void Ensure<T>(ref T[] column, StatMask wanted, int capacity)
    {
        if (wanted != StatMask.None && column.Length < capacity)
        {
            Array.Resize(ref column, capacity);
        }
    }

    // Filters run before attributes are there, so only what a listing gives has to move along.
    private void MoveRow(int from, int to)
    {
        _names[to] = _names[from];
        _kinds[to] = _kinds[from];
        _flags[to] = _flags[from];
        _inodes[to] = _inodes[from];
        Move(_handles, from, to);
        Move(_targets, from, to);
        Move(_errnos, from, to);
        Move(_rows, from, to);
        MoveColumns(from, to);
    }

    private void MoveColumns(int from, int to)
    {
        Move(_devices, from, to);
        Move(_rawDevices, from, to);
        Move(_sizes, from, to);
        Move(_allocated, from, to);
        Move(_modes, from, to);
        Move(_links, from, to);
        Move(_uids, from, to);
        Move(_gids, from, to);
        Move(_atimes, from, to);
        Move(_mtimes, from, to);
        Move(_ctimes, from, to);
        Move(_btimes, from, to);
    }

    private static void Move<T>(T[] column, int from, int to)
    {
        if (from < column.Length)
        {
            column[to] = column[from];
        }
    }

    private void CopyColumns(EntryBatch other, int count)
    {
        StatMask filled = (other.Filled | other.FilledForDirectories) & other._prepared;
        Prepare(filled);
        Copy(other._devices, _devices, filled & StatMask.Device, count);
        Copy(other._rawDevices, _rawDevices, filled & StatMask.RawDevice, count);
        Copy(other._sizes, _sizes, filled & StatMask.Size, count);
        Copy(other._allocated, _allocated, filled & StatMask.Allocated, count);
        Copy(other._modes, _modes, filled & StatMask.Mode, count);
        Copy(other._links, _links, filled & StatMask.Links, count);
        Copy(other._uids, _uids, filled & StatMask.Uid, count);
        Copy(other._gids, _gids, filled & StatMask.Gid, count);
        Copy(other._atimes, _atimes, filled & StatMask.Atime, count);
        Copy(other._mtimes, _mtimes, filled & StatMask.Mtime, count);
        Copy(other._ctimes, _ctimes, filled & StatMask.Ctime, count);
        Copy(other._btimes, _btimes, filled & StatMask.Btime, count);
        _hasErrnos = CopyOptional(other._errnos, ref _errnos, other._hasErrnos, count);
        _hasTargets = CopyOptional(other._targets, ref _targets, other._hasTargets, count);
        _hasHandles = CopyOptional(other._handles, ref _handles, other._hasHandles, count);
        _hasRows = CopyOptional(other._rows, ref _rows, other._hasRows, count);
    }

    private static void Copy<T>(T[] from, T[] to, StatMask filled, int count)
    {
        if (filled != StatMask.None)
        {
            from.AsSpan(0, count).CopyTo(to);
        }
    }

    // Such a column may end before the last entry: what is beyond its end is nothing.
    private static bool CopyOptional<T>(T[] from, ref T[] to, bool isUsed, int count)
    {
        if (isUsed)
        {
            Ensure(ref to, StatMask.Kind, count);
            Array.Clear(to);
            from.AsSpan(0, Math.Min(count, from.Length)).CopyTo(to);
        }

        return isUsed;
    }

    private void SwapColumns(EntryBatch other)
    {
        (_prepared, other._prepared) = (other._prepared, _prepared);
        (_devices, other._devices) = (other._devices, _devices);
        (_rawDevices, other._rawDevices) = (other._rawDevices, _rawDevices);
        (_sizes, other._sizes) = (other._sizes, _sizes);
        (_allocated, other._allocated) = (other._allocated, _allocated);
        (_modes, other._modes) = (other._modes, _modes);
        (_links, other._links) = (other._links, _links);
        (_uids, other._uids) = (other._uids, _uids);
        (_gids, other._gids) = (other._gids, _gids);
        (_atimes, other._atimes) = (other._atimes, _atimes);
        (_mtimes, other._mtimes) = (other._mtimes, _mtimes);
        (_ctimes, other._ctimes) = (other._ctimes, _ctimes);
        (_btimes, other._btimes) = (other._btimes, _btimes);
        (_errnos, other._errnos) = (other._errnos, _errnos);
        (_targets, other._targets) = (other._targets, _targets);
        (_handles, other._handles) = (other._handles, _handles);
        (_rows, other._rows) = (other._rows, _rows);
    }
}
