namespace Fathom;

/// <summary>The attribute columns of one batch, looked up once, so that an entry costs a reader a few stores.</summary>
/// <remarks>Made after the names are there: a batch that grows has other columns.</remarks>
public readonly ref struct EntryColumns
{
    private readonly StatMask _mask;
    private readonly Span<EntryKind> _kinds;
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

    /// <summary>Prepares the columns of a batch.</summary>
    /// <param name="mask">Columns that are to be filled.</param>
    public EntryColumns(EntryBatch batch, StatMask mask)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Prepare(mask);
        _mask = mask;
        _kinds = batch.Kinds;
        _inodes = batch.Inodes;
        _devices = Has(StatMask.Device) ? batch.Devices : default;
        _rawDevices = Has(StatMask.RawDevice) ? batch.RawDevices : default;
        _sizes = Has(StatMask.Size) ? batch.Sizes : default;
        _allocated = Has(StatMask.Allocated) ? batch.Allocated : default;
        _modes = Has(StatMask.Mode) ? batch.Modes : default;
        _links = Has(StatMask.Links) ? batch.Links : default;
        _uids = Has(StatMask.Uid) ? batch.Uids : default;
        _gids = Has(StatMask.Gid) ? batch.Gids : default;
        _atimes = Has(StatMask.Atime) ? batch.Atimes : default;
        _mtimes = Has(StatMask.Mtime) ? batch.Mtimes : default;
        _ctimes = Has(StatMask.Ctime) ? batch.Ctimes : default;
        _btimes = Has(StatMask.Btime) ? batch.Btimes : default;
    }

    /// <summary>Stores the attributes of entry <paramref name="index"/>, its kind and inode too.</summary>
    public void Store(int index, in NodeAttributes attributes)
    {
        _kinds[index] = attributes.Kind;
        _inodes[index] = attributes.Inode;
        if (Has(StatMask.Device))
        {
            _devices[index] = attributes.Device;
        }

        if (Has(StatMask.RawDevice))
        {
            _rawDevices[index] = attributes.RawDevice;
        }

        if (Has(StatMask.Size))
        {
            _sizes[index] = attributes.Size;
        }

        if (Has(StatMask.Allocated))
        {
            _allocated[index] = attributes.Allocated;
        }

        if (Has(StatMask.Mode))
        {
            _modes[index] = attributes.Mode;
        }

        if (Has(StatMask.Links))
        {
            _links[index] = attributes.Links;
        }

        if (Has(StatMask.Uid))
        {
            _uids[index] = attributes.Uid;
        }

        if (Has(StatMask.Gid))
        {
            _gids[index] = attributes.Gid;
        }

        StoreTimes(index, in attributes);
    }

    /// <summary>Zeroes what an entry without attributes would otherwise keep from the batch's former use. Its kind and inode stay.</summary>
    public void StoreNothing(int index)
    {
        EntryKind kind = _kinds[index];
        ulong inode = _inodes[index];
        Store(index, default);
        _kinds[index] = kind;
        _inodes[index] = inode;
    }

    private void StoreTimes(int index, in NodeAttributes attributes)
    {
        if (Has(StatMask.Atime))
        {
            _atimes[index] = attributes.Atime;
        }

        if (Has(StatMask.Mtime))
        {
            _mtimes[index] = attributes.Mtime;
        }

        if (Has(StatMask.Ctime))
        {
            _ctimes[index] = attributes.Ctime;
        }

        if (Has(StatMask.Btime))
        {
            _btimes[index] = attributes.Btime;
        }
    }

    private bool Has(StatMask bit) => (_mask & bit) != 0;
}
