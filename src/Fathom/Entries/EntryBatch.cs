using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom;

// A slice of ONE directory, column by column:
//
//   arena      | raw bytes: names, link targets, handles, in any order and with gaps        |
//   _names[i]  -> (offset, length) into the arena        kinds[i] inodes[i] sizes[i] ...
//
// A local reader lets getdents64 write into the arena and only notes where the names stand; an NFS reader copies names
// out of the reply. Columns exist only once somebody asked for them, so that a listing stays a few kilobytes.

/// <summary>Columns of entries that share one parent directory, with one arena for their names.</summary>
/// <remarks>Not thread-safe: one reader fills it, one worker and its sink writer use it, then it is cleared and used again.
/// What a sink wants to keep it copies, perhaps whole with <see cref="CopyFrom"/>.</remarks>
public sealed partial class EntryBatch
{
    /// <summary>Usual size of <see cref="Arena"/>: measured best for getdents64 (4 KiB and 512 KiB are slower).</summary>
    public const int DefaultArenaSize = 64 * 1024;

    private byte[] _arena;
    private Segment[] _names = [];
    private EntryKind[] _kinds = [];
    private EntryFlags[] _flags = [];
    private ulong[] _inodes = [];

    /// <summary>Makes an empty batch.</summary>
    /// <param name="arenaSize">Bytes for names; grows by itself in <see cref="AddName"/>.</param>
    public EntryBatch(int arenaSize = DefaultArenaSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(arenaSize);
        // Pinned once, because the kernel writes into it: no fixed statement and no fragmentation per directory.
        _arena = GC.AllocateUninitializedArray<byte>(arenaSize, pinned: true);
    }

    /// <summary>The directory that holds these entries; null in the batch of one that describes a root.</summary>
    public DirectoryNode? Directory { get; internal set; }

    /// <summary>Number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>Attributes that the columns hold for every entry whose <see cref="Errnos"/> is none.</summary>
    public StatMask Filled { get; set; }

    /// <summary>Attributes that the columns hold for directories, beyond <see cref="Filled"/>.</summary>
    public StatMask FilledForDirectories { get; set; }

    /// <summary>The names are there, but attributes that the walk wants are not: the batch is a slice of a huge directory, and
    /// is submitted again by whichever worker takes it.</summary>
    public bool IsSlice { get; set; }

    /// <summary>The batch answers a slice, not a listing. Set by the reader with the last step of a slice.</summary>
    public bool IsSliceResult { get; set; }

    /// <summary>Position of the first entry in the order in which its directory was listed.</summary>
    public long FirstOrdinal { get; set; }

    /// <summary>Why the directory could not be listed (further), when the reader says <see cref="ListStatus.Failed"/>.</summary>
    public Errno Error { get; set; }

    /// <summary>What was being done when <see cref="Error"/> came.</summary>
    public WalkStage ErrorStage { get; set; }

    /// <summary>Entries whose attributes could not be fetched.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>Names that filters dropped since the batch was cleared.</summary>
    public int DroppedCount { get; private set; }

    /// <summary>Bytes that names point into. A reader may write here and then call <see cref="AddNameAt"/>.</summary>
    public Span<byte> Arena => _arena;

    /// <summary>Bytes of the arena that are in use.</summary>
    public int ArenaUsed { get; set; }

    /// <summary>Kinds, one an entry.</summary>
    public Span<EntryKind> Kinds => _kinds.AsSpan(0, Count);

    /// <summary>Inode numbers; 0 where the source gives none.</summary>
    public Span<ulong> Inodes => _inodes.AsSpan(0, Count);

    /// <summary>The batch whose content this one took last; now empty, to be used again.</summary>
    internal EntryBatch? Source { get; set; }

    internal Span<EntryFlags> Flags => _flags.AsSpan(0, Count);

    /// <summary>Raw bytes of the name of entry <paramref name="index"/>: no '/', no NUL, neither "." nor "..".</summary>
    public ReadOnlySpan<byte> Name(int index)
    {
        Segment name = _names[index];
        return _arena.AsSpan(name.Offset, name.Length);
    }

    /// <summary>Where the name of entry <paramref name="index"/> begins in <see cref="Arena"/>.</summary>
    public int NameOffset(int index) => _names[index].Offset;

    /// <summary>The walk goes on into this directory, unless the sink says no.</summary>
    public bool Descends(int index) => (_flags[index] & EntryFlags.Descend) != 0;

    /// <summary>The entry is a symbolic link, and its attributes are those of the node that it leads to.</summary>
    public bool IsFollowedLink(int index) => (_flags[index] & EntryFlags.Followed) != 0;

    /// <summary>Keeps the walk out of directory <paramref name="index"/>. For a sink, inside its <c>Write</c>.</summary>
    public void Prune(int index) => _flags[index] &= ~EntryFlags.Descend;

    /// <summary>Marks entry <paramref name="index"/> as a link that was followed. For a reader.</summary>
    public void MarkFollowed(int index) => _flags[index] |= EntryFlags.Followed;

    /// <summary>Empties the batch and points it at <paramref name="directory"/>; arrays stay for the next use.</summary>
    public void Clear(DirectoryNode? directory)
    {
        Directory = directory;
        Count = 0;
        ArenaUsed = 0;
        Filled = StatMask.None;
        FilledForDirectories = StatMask.None;
        IsSlice = false;
        IsSliceResult = false;
        FirstOrdinal = 0;
        Error = Errno.None;
        ErrorStage = WalkStage.None;
        ErrorCount = 0;
        DroppedCount = 0;
        _hasErrnos = false;
        _hasTargets = false;
        _hasHandles = false;
        _hasRows = false;
    }

    /// <summary>Adds an entry whose name already stands in the arena.</summary>
    /// <returns>Its index.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AddNameAt(int offset, int length, EntryKind kind, ulong inode)
    {
        int index = Count;
        if (index == _names.Length)
        {
            GrowNames();
        }

        _names[index] = new Segment(offset, length);
        _kinds[index] = kind;
        _flags[index] = EntryFlags.None;
        _inodes[index] = inode;
        Count = index + 1;
        return index;
    }

    /// <summary>Copies a name into the arena, followed by a NUL, and adds an entry for it.</summary>
    /// <returns>Its index.</returns>
    public int AddName(ReadOnlySpan<byte> name, EntryKind kind, ulong inode) =>
        AddNameAt(Append(name).Offset, name.Length, kind, inode);

    /// <summary>Drops the entries that <paramref name="dropped"/> marks; for a filter, before any attribute is fetched.</summary>
    /// <param name="dropped">One flag an entry.</param>
    public void Drop(ReadOnlySpan<bool> dropped)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (dropped[i])
            {
                continue;
            }

            if (kept != i)
            {
                MoveRow(i, kept);
            }

            kept++;
        }

        DroppedCount += Count - kept;
        Count = kept;
    }

    /// <summary>Copies the whole content of <paramref name="other"/>, which stays as it is; for a sink that keeps what it is lent.</summary>
    /// <param name="other">Its directory is not copied: the node is used for another one when the walk has left it.</param>
    public void CopyFrom(EntryBatch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clear(null);
        int count = other.Count;
        if (_arena.Length < other.ArenaUsed)
        {
            _arena = GC.AllocateUninitializedArray<byte>((int)BitOperations.RoundUpToPowerOf2((uint)other.ArenaUsed), pinned: true);
        }

        other._arena.AsSpan(0, other.ArenaUsed).CopyTo(_arena);
        while (_names.Length < count)
        {
            GrowNames();
        }

        other._names.AsSpan(0, count).CopyTo(_names);
        other._kinds.AsSpan(0, count).CopyTo(_kinds);
        other._flags.AsSpan(0, count).CopyTo(_flags);
        other._inodes.AsSpan(0, count).CopyTo(_inodes);
        CopyColumns(other, count);
        CopyState(other);
        ErrorCount = other.ErrorCount;
        DroppedCount = other.DroppedCount;
    }

    /// <summary>Takes the whole content of <paramref name="other"/>, which gets this batch's arrays and is left empty.</summary>
    public void TakeFrom(EntryBatch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (_arena, other._arena) = (other._arena, _arena);
        (_names, other._names) = (other._names, _names);
        (_kinds, other._kinds) = (other._kinds, _kinds);
        (_flags, other._flags) = (other._flags, _flags);
        (_inodes, other._inodes) = (other._inodes, _inodes);
        SwapColumns(other);
        Directory = other.Directory;
        CopyState(other);
        ErrorCount = other.ErrorCount;
        DroppedCount = other.DroppedCount;
        (_hasErrnos, _hasTargets, _hasHandles) = (other._hasErrnos, other._hasTargets, other._hasHandles);
        _hasRows = other._hasRows;
        other.Clear(null);
        Source = other;
    }

    private void CopyState(EntryBatch other)
    {
        Count = other.Count;
        ArenaUsed = other.ArenaUsed;
        Filled = other.Filled;
        FilledForDirectories = other.FilledForDirectories;
        IsSlice = other.IsSlice;
        IsSliceResult = other.IsSliceResult;
        FirstOrdinal = other.FirstOrdinal;
        Error = other.Error;
        ErrorStage = other.ErrorStage;
    }

    private Segment Append(ReadOnlySpan<byte> bytes)
    {
        int offset = ArenaUsed;
        int end = checked(offset + bytes.Length + 1);
        if (end > _arena.Length)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>(Math.Max(end, checked(_arena.Length * 2)), pinned: true);
            _arena.AsSpan(0, offset).CopyTo(larger);
            _arena = larger;
        }

        bytes.CopyTo(_arena.AsSpan(offset));
        _arena[end - 1] = 0;
        ArenaUsed = end;
        return new Segment(offset, bytes.Length);
    }

    private void GrowNames()
    {
        int capacity = Math.Max(64, _names.Length * 2);
        Array.Resize(ref _names, capacity);
        Array.Resize(ref _kinds, capacity);
        Array.Resize(ref _flags, capacity);
        Array.Resize(ref _inodes, capacity);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Segment(int Offset, int Length);
}
