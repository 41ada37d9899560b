using System.Buffers.Binary;

namespace Fathom.Transfer;

/// <summary>All entries of one directory, sorted by name. Used again for the next directory; one a worker.</summary>
internal sealed class EntryTable
{
    private readonly EntryBatch _batch = new();
    private byte[] _bytes = new byte[4096];
    private EntryRow[] _rows = new EntryRow[64];

    // The order: entry i is row _keys[i].Row.
    private SortKey[] _keys = [];
    private int _bytesUsed;

    /// <summary>Number of entries.</summary>
    internal int Count { get; private set; }

    /// <summary>Entries whose attributes could not be fetched: their rows say why.</summary>
    internal int ErrorCount { get; private set; }

    internal ref EntryRow this[int index] => ref _rows[_keys[index].Row];

    internal ReadOnlySpan<byte> Name(int index) => NameOf(_keys[index].Row);

    internal ReadOnlySpan<byte> Target(int index)
    {
        ref EntryRow row = ref this[index];
        return _bytes.AsSpan(row.TargetOffset, row.TargetLength);
    }

    internal void Clear()
    {
        Count = 0;
        ErrorCount = 0;
        _bytesUsed = 0;
    }

    /// <summary>Reads a directory and sorts its entries bytewise.</summary>
    /// <param name="mask">Attributes that are wanted.</param>
    /// <returns>Why the directory could not be listed, or not to its end; entries that came before are there.</returns>
    internal Errno Load(IContentNode directory, StatMask mask, CancellationToken cancellation)
    {
        Clear();
        Errno errno = directory.OpenListing(mask, out IDirectoryListing? listing);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (listing)
        {
            do
            {
                cancellation.ThrowIfCancellationRequested();
                errno = listing!.Next(_batch);
                Take();
            }
            while (errno == Errno.None && _batch.Count > 0);
        }

        Sort();
        return errno;
    }

    /// <summary>Finds an entry by name.</summary>
    /// <returns>Its index; negative if there is none.</returns>
    internal int Find(ReadOnlySpan<byte> name)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Name(middle).SequenceCompareTo(name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>The order of rsync among directories: each name as if it ended in '/'.</summary>
    internal int CompareDirectories(int a, int b)
    {
        ReadOnlySpan<byte> x = Name(a);
        ReadOnlySpan<byte> y = Name(b);
        int common = x.CommonPrefixLength(y);
        return common == x.Length
            ? common == y.Length ? 0 : '/'.CompareTo((char)y[common])
            : x[common].CompareTo(common == y.Length ? (byte)'/' : y[common]);
    }

    private void Take()
    {
        if (_batch.Count == 0)
        {
            return;
        }

        StatMask filled = _batch.Filled;
        Span<long> sizes = Has(StatMask.Size) ? _batch.Sizes : default;
        Span<uint> modes = Has(StatMask.Mode) ? _batch.Modes : default;
        Span<uint> uids = Has(StatMask.Uid) ? _batch.Uids : default;
        Span<uint> gids = Has(StatMask.Gid) ? _batch.Gids : default;
        Span<uint> links = Has(StatMask.Links) ? _batch.Links : default;
        Span<long> mtimes = Has(StatMask.Mtime) ? _batch.Mtimes : default;
        Span<long> ctimes = Has(StatMask.Ctime) ? _batch.Ctimes : default;
        Span<ulong> devices = Has(StatMask.Device) ? _batch.Devices : default;
        Span<ulong> rawDevices = Has(StatMask.RawDevice) ? _batch.RawDevices : default;
        Grow(_batch.Count);
        for (int i = 0; i < _batch.Count; i++)
        {
            ref EntryRow row = ref _rows[Count++];
            ReadOnlySpan<byte> name = _batch.Name(i);
            row.NameOffset = Append(name);
            row.NameLength = (ushort)name.Length;
            ReadOnlySpan<byte> target = _batch.Target(i);
            row.TargetOffset = Append(target);
            row.TargetLength = (ushort)target.Length;
            row.Errno = _batch.Errnos(i);
            row.Kind = _batch.Kinds[i];
            row.IsMatched = false;
            row.IsHidden = false;
            row.IsFollowed = false;
            row.Inode = _batch.Inodes[i];
            row.Mode = At(modes, i);
            row.Uid = At(uids, i);
            row.Gid = At(gids, i);
            row.Links = At(links, i);
            row.Mtime = At(mtimes, i);
            row.Ctime = At(ctimes, i);
            row.Device = At(devices, i);
            row.SizeOrDevice = row.IsDevice ? (long)At(rawDevices, i) : At(sizes, i);
            ErrorCount += row.Errno == Errno.None ? 0 : 1;
        }

        bool Has(StatMask bit) => (filled & bit) != 0;

        static T At<T>(Span<T> column, int index)
            where T : struct => column.IsEmpty ? default : column[index];
    }

    private void Grow(int count)
    {
        if (Count + count > _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(Count + count, _rows.Length * 2));
        }
    }

    private int Append(ReadOnlySpan<byte> bytes)
    {
        int offset = _bytesUsed;
        if (bytes.Length > _bytes.Length - offset)
        {
            Array.Resize(ref _bytes, checked(Math.Max(offset + bytes.Length, _bytes.Length * 2)));
        }

        bytes.CopyTo(_bytes.AsSpan(offset));
        _bytesUsed = offset + bytes.Length;
        return offset;
    }

    private void Sort()
    {
        if (_keys.Length < Count)
        {
            _keys = new SortKey[Math.Max(Count, _keys.Length * 2)];
        }

        Span<SortKey> keys = _keys.AsSpan(0, Count);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = new SortKey(Prefix(NameOf(i)), i);
        }

        // Most comparisons end within 8 bytes, and then touch no name.
        keys.Sort((a, b) => a.Prefix != b.Prefix ? a.Prefix.CompareTo(b.Prefix) : NameOf(a.Row).SequenceCompareTo(NameOf(b.Row)));
    }

    private ReadOnlySpan<byte> NameOf(int row) => _bytes.AsSpan(_rows[row].NameOffset, _rows[row].NameLength);

    // No name holds a zero byte, so padding sorts first.
    private static ulong Prefix(ReadOnlySpan<byte> name)
    {
        if (name.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(name);
        }

        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        name.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    private readonly record struct SortKey(ulong Prefix, int Row);
}
