using System.Runtime.CompilerServices;

namespace Fathom;

// Two counts keep a node alive, and workers change both without locks:
//
//   Openers  the listing itself + slices + children that have not been opened yet; at 0 the reader may close it
//   Pending  the listing itself + slices + children whose subtrees are not done;   at 0 the subtree is done: Leave
//
// A third one, Undelivered, tells when all entries have been given to the sink: the listing itself + slices; then: Listed. Only the
// worker that lists adds to it, so a directory without slices never changes it.
//
// A child holds its parent through Pending, so parents outlive children and a path can be built at any time.

/// <summary>A directory that a walk has found, until its whole subtree has been delivered.</summary>
public sealed class DirectoryNode
{
    private byte[] _bytes = [];
    private int _nameLength;
    private int _handleLength;
    private int _pathLength;
    private object? _readerState;

    internal int Openers;
    internal int Pending;
    internal int Undelivered;
    internal bool IsOpened;

    /// <summary>The sink was told of the directory, and will be told when it is left.</summary>
    internal bool IsEntered;

    /// <summary>The walk ended before all entries were delivered. Written before its writer decrements <see cref="Undelivered"/>, read by
    /// who brings that to its end.</summary>
    internal bool IsAbandoned;

    /// <summary>Only the way from the root to what a walk starts at: not listed. It is open for its parent once all its children are.</summary>
    internal bool IsOnTheWay;

    /// <summary>Found by an earlier walk, so there may be children to be opened even if it is not.</summary>
    internal bool IsOfStart;

    internal DirectoryNode()
    {
    }

    /// <summary>The directory that holds this one; null for the root.</summary>
    public DirectoryNode? Parent { get; private set; }

    /// <summary>0 for the root.</summary>
    public int Depth { get; private set; }

    /// <summary>Device and inode, as far as they are known.</summary>
    public NodeId Id { get; set; }

    /// <summary>Position in the parent's listing.</summary>
    public long Ordinal { get; private set; }

    /// <summary>Apparent size of the directory itself, bytes, if the sink wanted it.</summary>
    public long OwnSize { get; private set; }

    /// <summary>Allocated size of the directory itself, bytes, if the sink wanted it.</summary>
    public long OwnAllocated { get; private set; }

    /// <summary>Last change of the directory itself, ns since 1970, if the sink wanted it.</summary>
    public long OwnMtime { get; private set; }

    /// <summary>A symbolic link led here, so opening it must follow that link.</summary>
    public bool IsFollowedLink { get; private set; }

    /// <summary>The tree's own: what it keeps for a directory that it has opened.</summary>
    public object? ReaderState
    {
        get => Volatile.Read(ref _readerState);
        set => Volatile.Write(ref _readerState, value);
    }

    /// <summary>The sink's own: what it keeps from <see cref="ISinkWriter.Enter"/> on. Null on entering.</summary>
    public object? SinkState { get; set; }

    /// <summary>The sink's own: sums of this subtree. Workers add to it atomically.</summary>
    public ref Rollup Totals => ref _totals;

    private Rollup _totals;

    /// <summary>The sink's own: any number, for example the row that stands for this directory. It begins with what the sink gave the
    /// entry (<see cref="EntryBatch.SetRow"/>), or the start of the walk the directory; 0 if neither did.</summary>
    public long Row { get; set; }

    /// <summary>Raw bytes; of the root, its name as typed.</summary>
    public ReadOnlySpan<byte> Name => _bytes.AsSpan(0, _nameLength);

    /// <summary>The name followed by a NUL, as system calls take it.</summary>
    public ReadOnlySpan<byte> NameWithNul => _bytes.AsSpan(0, _nameLength + 1);

    /// <summary>Reopens the directory in trees that have handles.</summary>
    public NodeHandle Handle => new(_bytes.AsSpan(_nameLength + 1, _handleLength));

    /// <summary>Length of the path in bytes.</summary>
    public int PathLength => _pathLength;

    /// <summary>Another number each time this object comes to stand for another directory: what a sink remembers about a
    /// node holds only while this is the same.</summary>
    public long Generation { get; private set; }

    /// <summary>Sets <see cref="ReaderState"/> if it is null. For readers that keep something for a directory on the way to another one
    /// (<see cref="WalkStart"/>), which several may reach at once.</summary>
    /// <returns>False if there is a state already.</returns>
    public bool TryKeepReaderState(object state) => Interlocked.CompareExchange(ref _readerState, state, null) is null;

    /// <summary>Replaces <see cref="ReaderState"/> in one step.</summary>
    /// <returns>What it was.</returns>
    public object? ExchangeReaderState(object? state) => Interlocked.Exchange(ref _readerState, state);

    /// <summary>The path from the root as typed.</summary>
    public byte[] GetPath() => GetPath(default);

    /// <summary>The path of an entry in this directory.</summary>
    /// <param name="name">Empty for the directory itself.</param>
    public byte[] GetPath(ReadOnlySpan<byte> name)
    {
        byte[] path = new byte[PathLengthWith(name)];
        Write(path, name);
        return path;
    }

    /// <summary>Writes the path of this directory.</summary>
    /// <param name="destination">At least <see cref="PathLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int CopyPath(Span<byte> destination)
    {
        int length = PathLength;
        Write(destination[..length], default);
        return length;
    }

    internal void Reset(DirectoryNode? parent, EntryBatch batch, int index)
    {
        Begin(parent, batch.Name(index), batch.Handle(index));
        Ordinal = batch.FirstOrdinal + index;
        IsFollowedLink = batch.IsFollowedLink(index);
        Row = batch.Row(index);
        StatMask filled = batch.Errnos(index) == Errno.None ? batch.Filled | batch.FilledForDirectories : StatMask.None;
        OwnSize = filled.HasFlag(StatMask.Size) ? batch.Sizes[index] : 0;
        OwnAllocated = filled.HasFlag(StatMask.Allocated) ? batch.Allocated[index] : 0;
        OwnMtime = filled.HasFlag(StatMask.Mtime) ? batch.Mtimes[index] : 0;
        Id = new NodeId(filled.HasFlag(StatMask.Device) ? batch.Devices[index] : 0, batch.Inodes[index]);
    }

    internal void Reset(DirectoryNode parent, WalkStart start, in WalkStartRecord record)
    {
        Begin(parent, start.Name(in record), start.Handle(in record));
        Ordinal = record.Ordinal;
        IsFollowedLink = false;
        Row = record.Row;
        OwnSize = 0;
        OwnAllocated = 0;
        OwnMtime = 0;
        Id = record.Id;
    }

    internal void Forget()
    {
        Parent = null;
        ReaderState = null;
        SinkState = null;
    }

    private void Begin(DirectoryNode? parent, ReadOnlySpan<byte> name, NodeHandle handle)
    {
        Parent = parent;
        Depth = parent is null ? 0 : parent.Depth + 1;
        Openers = 1;
        Pending = 1;
        Undelivered = 1;
        IsOpened = false;
        IsEntered = false;
        IsAbandoned = false;
        IsOnTheWay = false;
        IsOfStart = false;
        _totals = default;
        _readerState = null;
        SinkState = null;
        Generation++;
        KeepBytes(name, handle.Bytes);
        _pathLength = parent is null ? _nameLength : parent.PathLengthWith(Name);
    }

    private void KeepBytes(ReadOnlySpan<byte> name, ReadOnlySpan<byte> handle)
    {
        int needed = name.Length + 1 + handle.Length;
        if (_bytes.Length < needed)
        {
            // Rounded up, so that a recycled node rarely needs another array.
            _bytes = new byte[(needed + 31) & ~31];
        }

        name.CopyTo(_bytes);
        _bytes[name.Length] = 0;
        handle.CopyTo(_bytes.AsSpan(name.Length + 1));
        _nameLength = name.Length;
        _handleLength = handle.Length;
    }

    private int PathLengthWith(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? _pathLength : _pathLength + (EndsWithSlash ? 0 : 1) + name.Length;

    private bool EndsWithSlash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _nameLength > 0 && _bytes[_nameLength - 1] == (byte)'/';
    }

    // From the end, so that no list of ancestors is needed.
    private void Write(Span<byte> exact, ReadOnlySpan<byte> name)
    {
        int end = exact.Length - name.Length;
        name.CopyTo(exact[end..]);
        bool hasTail = name.Length > 0;
        for (DirectoryNode? node = this; node is not null; node = node.Parent)
        {
            if (hasTail && !node.EndsWithSlash)
            {
                exact[--end] = (byte)'/';
            }

            end -= node._nameLength;
            node.Name.CopyTo(exact[end..]);
            hasTail = true;
        }
    }
}
