using System.Buffers.Binary;
using System.Numerics;

namespace Fathom.Transfer;

/// <summary>All entries of one directory, sorted by name. Used again for the next directory; one a worker.</summary>
/// <remarks>Rows and bytes are in pages that stay where they are: to read a large directory takes no room beside what it takes in the end.</remarks>
internal sealed class EntryTable
{
    private const int RowBits = 10;
    private const int PageSize = 64 * 1024;

    private readonly EntryBatch _batch = new();
    private readonly List<EntryRow[]> _rows = [];
    private readonly List<byte[]> _pages = [];
    private readonly List<int> _directories = [];

    // The order: entry i is row _order[i], whose name begins with _prefixes[i].
    private int[] _order = [];
    private ulong[] _prefixes = [];
    private int _page;
    private int _pageUsed;

    /// <summary>Number of entries.</summary>
    internal int Count { get; private set; }

    internal ref EntryRow this[int index] => ref RowOf(_order[index]);

    internal ReadOnlySpan<byte> Name(int index) => NameOf(_order[index]);

    internal ReadOnlySpan<byte> Target(int index)
    {
        ref EntryRow row = ref this[index];
        return _pages[row.Page].AsSpan(row.NameOffset + row.NameLength + row.HandleLength, row.TargetLength);
    }

    /// <summary>Opens the node in its tree; empty where that gave none.</summary>
    internal ReadOnlySpan<byte> Handle(int index)
    {
        ref EntryRow row = ref this[index];
        return _pages[row.Page].AsSpan(row.NameOffset + row.NameLength, row.HandleLength);
    }

    internal void Clear()
    {
        Count = 0;
        _page = 0;
        _pageUsed = 0;
    }

    /// <summary>Reads a directory and sorts its entries bytewise.</summary>
    /// <param name="mask">Attributes that are wanted.</param>
    /// <returns>Why the directory could not be listed, or not to its end; entries that came before are there.</returns>
    internal Errno Load(IContentNode directory, StatMask mask, CancellationToken cancellation) =>
        Load(directory, mask, int.MaxValue, cancellation, out _);

    /// <summary>Reads a directory and sorts its entries bytewise.</summary>
    /// <param name="mask">Attributes that are wanted.</param>
    /// <param name="limit">Entries above which they are not kept here, at least 1.</param>
    /// <param name="spilled">The entries of a directory that has more; null where they are here.</param>
    /// <returns>Why the directory could not be listed, or not to its end; entries that came before are there.</returns>
    /// <exception cref="FathomException">What is too much cannot be kept elsewhere.</exception>
    internal Errno Load(IContentNode directory, StatMask mask, int limit, CancellationToken cancellation, out SpilledEntries? spilled)
    {
        Clear();
        spilled = null;
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
                if (Count > limit)
                {
                    Spill(spilled ??= new SpilledEntries());
                }
            }
            while (errno == Errno.None && _batch.Count > 0);
        }

        if (spilled is not null)
        {
            Spill(spilled);
        }

        Sort();
        return errno;
    }

    /// <summary>Adds an entry that follows all others by name; <see cref="EndSorted"/> ends them.</summary>
    /// <param name="row">Where it has its bytes is of no matter.</param>
    internal void Add(in EntryRow row, ReadOnlySpan<byte> name, ReadOnlySpan<byte> handle, ReadOnlySpan<byte> target)
    {
        ref EntryRow added = ref AddRow();
        added = row;
        Append(ref added, name, handle, target);
    }

    /// <summary>Everything that was added can be read.</summary>
    internal void EndSorted()
    {
        MakeOrder();
        for (int i = 0; i < Count; i++)
        {
            _order[i] = i;
        }
    }

    /// <summary>Moves all entries to where more of the directory are.</summary>
    internal void Spill(SpilledEntries spilled)
    {
        Sort();
        spilled.Add(this);
        Clear();
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

    /// <summary>Some of the entries in rsync's order of directories, each name as if it ended in '/'.</summary>
    /// <returns>Their indices; good until the next call.</returns>
    internal List<int> SelectDirectories(Predicate<int> isTaken)
    {
        _directories.Clear();
        for (int i = 0; i < Count; i++)
        {
            if (this[i].IsDirectory && isTaken(i))
            {
                _directories.Add(i);
            }
        }

        _directories.Sort(CompareDirectories);
        return _directories;
    }

    /// <summary>Names that are to be removed, in the order in which they are: directories, then the rest, each last first.</summary>
    internal List<ExtraEntry> SelectExtra(Predicate<int> isTaken)
    {
        List<ExtraEntry> extra = [];
        for (int i = 0; i < Count; i++)
        {
            if (!this[i].IsDirectory && isTaken(i))
            {
                extra.Add(ToExtra(i));
            }
        }

        foreach (int i in SelectDirectories(isTaken))
        {
            extra.Add(ToExtra(i));
        }

        extra.Reverse();
        return extra;
    }

    /// <summary>The begin of a name, as a number that has its order: no name holds a zero byte, so padding sorts first.</summary>
    internal static ulong Prefix(ReadOnlySpan<byte> name)
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

    private ExtraEntry ToExtra(int index) => new(Name(index).ToArray(), this[index].Kind, this[index].ToAttributes());

    private int CompareDirectories(int a, int b) => PathOrder.Compare(Name(a), Name(b));

    private void Take()
    {
        if (_batch.Count == 0)
        {
            return;
        }

        AttributeColumns columns = new(_batch);
        for (int i = 0; i < _batch.Count; i++)
        {
            ref EntryRow row = ref AddRow();
            row = default;
            row.Take(columns.Read(i));
            row.Kind = _batch.Kinds[i];
            row.Errno = _batch.Errnos(i);
            Append(ref row, _batch.Name(i), _batch.Handle(i).Bytes, _batch.Target(i));
        }
    }

    private ref EntryRow AddRow()
    {
        if (Count >> RowBits == _rows.Count)
        {
            _rows.Add(new EntryRow[1 << RowBits]);
        }

        return ref RowOf(Count++);
    }

    private void Append(ref EntryRow row, ReadOnlySpan<byte> name, ReadOnlySpan<byte> handle, ReadOnlySpan<byte> target)
    {
        int length = name.Length + handle.Length + target.Length;
        if (_page < _pages.Count && length > _pages[_page].Length - _pageUsed)
        {
            _page++;
            _pageUsed = 0;
        }

        if (_page == _pages.Count)
        {
            _pages.Add(new byte[Math.Max(PageSize, length)]);
        }
        else if (length > _pages[_page].Length)
        {
            _pages[_page] = new byte[length];
        }

        Span<byte> free = _pages[_page].AsSpan(_pageUsed);
        name.CopyTo(free);
        handle.CopyTo(free[name.Length..]);
        target.CopyTo(free[(name.Length + handle.Length)..]);
        row.Page = _page;
        row.NameOffset = _pageUsed;
        row.NameLength = (ushort)name.Length;
        row.HandleLength = (byte)handle.Length;
        row.TargetLength = (ushort)target.Length;
        _pageUsed += length;
    }

    private void MakeOrder()
    {
        if (_order.Length < Count)
        {
            int length = Count <= 1 << RowBits ? (int)BitOperations.RoundUpToPowerOf2((uint)Count) : Count;
            _order = new int[length];
            _prefixes = new ulong[length];
        }
    }

    private void Sort()
    {
        MakeOrder();
        for (int i = 0; i < Count; i++)
        {
            _order[i] = i;
            _prefixes[i] = Prefix(NameOf(i));
        }

        // Most names differ within 8 bytes, and no name is touched then.
        _prefixes.AsSpan(0, Count).Sort(_order.AsSpan(0, Count));
        for (int start = 0, end; start < Count; start = end)
        {
            end = start + 1;
            while (end < Count && _prefixes[end] == _prefixes[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                _order.AsSpan(start, end - start).Sort((a, b) => NameOf(a).SequenceCompareTo(NameOf(b)));
            }
        }
    }

    private ref EntryRow RowOf(int row) => ref _rows[row >> RowBits][row & ((1 << RowBits) - 1)];

    private ReadOnlySpan<byte> NameOf(int row)
    {
        ref EntryRow at = ref RowOf(row);
        return _pages[at.Page].AsSpan(at.NameOffset, at.NameLength);
    }
}
