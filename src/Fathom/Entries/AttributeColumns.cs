namespace Fathom;

/// <summary>The attribute columns of a batch that was filled, looked up once, to read them entry by entry.</summary>
/// <remarks>Good until the batch is filled again.</remarks>
public readonly ref struct AttributeColumns
{
    private readonly Span<ulong> _inodes;
    private readonly Span<ulong> _devices;
    private readonly Span<ulong> _rawDevices;
    private readonly Span<long> _sizes;
    private readonly Span<long> _allocated;
    private readonly Span<uint> _modes;
    private readonly Span<uint> _links;
    private readonly Span<uint> _uids;
    private readonly Span<uint> _gids;
    private readonly Span<long> _atimes;
    private readonly Span<long> _mtimes;
    private readonly Span<long> _ctimes;
    private readonly Span<long> _btimes;

    /// <param name="batch">Filled; columns that it has not read as 0.</param>
    public AttributeColumns(EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        StatMask filled = batch.Filled;
        _inodes = batch.Inodes;
        _devices = (filled & StatMask.Device) != 0 ? batch.Devices : default;
        _rawDevices = (filled & StatMask.RawDevice) != 0 ? batch.RawDevices : default;
        _sizes = (filled & StatMask.Size) != 0 ? batch.Sizes : default;
        _allocated = (filled & StatMask.Allocated) != 0 ? batch.Allocated : default;
        _modes = (filled & StatMask.Mode) != 0 ? batch.Modes : default;
        _links = (filled & StatMask.Links) != 0 ? batch.Links : default;
        _uids = (filled & StatMask.Uid) != 0 ? batch.Uids : default;
        _gids = (filled & StatMask.Gid) != 0 ? batch.Gids : default;
        _atimes = (filled & StatMask.Atime) != 0 ? batch.Atimes : default;
        _mtimes = (filled & StatMask.Mtime) != 0 ? batch.Mtimes : default;
        _ctimes = (filled & StatMask.Ctime) != 0 ? batch.Ctimes : default;
        _btimes = (filled & StatMask.Btime) != 0 ? batch.Btimes : default;
    }

    /// <summary>The attributes of an entry; 0 for what the batch does not have.</summary>
    /// <param name="index">Of the entry.</param>
    public NodeAttributes Read(int index) => new()
    {
        Inode = _inodes[index],
        Device = At(_devices, index),
        RawDevice = At(_rawDevices, index),
        Size = At(_sizes, index),
        Allocated = At(_allocated, index),
        Mode = At(_modes, index),
        Links = At(_links, index),
        Uid = At(_uids, index),
        Gid = At(_gids, index),
        Atime = At(_atimes, index),
        Mtime = At(_mtimes, index),
        Ctime = At(_ctimes, index),
        Btime = At(_btimes, index),
    };

    private static T At<T>(Span<T> column, int index)
        where T : struct => column.IsEmpty ? default : column[index];
}
