namespace Fathom.Fuse;

// The kernel reads a directory in pieces and comes back with the offset of the entry that it wants next, which may be one that it
// was given already and had no room for. So entries get numbers as they are listed, and are kept: what changes in the directory
// meanwhile moves none of them.
//
//   dropped | first ... first + Count - 1 | not listed yet
//
// Offset 0 lists from the beginning again, as rewinddir(3) asks for.

/// <summary>A directory that the kernel has open, with its entries numbered in the order in which they were listed.</summary>
internal sealed class OpenDirectory(FuseNode node)
{
    // Names and entries that are kept; of a directory with more the older half is dropped.
    private const int MaxNameBytes = 4 * 1024 * 1024;

    private IDirectoryListing? _listing;
    private byte[] _names = [];
    private Entry[] _entries = [];
    private int _nameBytes;
    private int _count;
    private long _first;
    private bool _isEnd;
    private bool _isClosed;

    internal FuseNode Node { get; } = node;

    /// <summary>Held while entries are used: a page of the kernel's takes several calls.</summary>
    internal Lock Lock { get; } = new();

    /// <summary>Begins again.</summary>
    internal void Rewind()
    {
        _listing?.Dispose();
        _listing = null;
        _isEnd = false;
        _nameBytes = 0;
        _count = 0;
        _first = 0;
    }

    /// <summary>Finds an entry, listing as far as needed.</summary>
    /// <param name="index">Counted from the beginning of the listing.</param>
    /// <param name="scratch">For the tree to fill.</param>
    /// <param name="isEnd">The directory ends before that entry.</param>
    /// <remarks>An entry that was dropped is found by listing from the beginning; only then names that came or went may move it.</remarks>
    internal Errno Find(long index, EntryBatch scratch, out OpenDirectoryEntry entry, out bool isEnd)
    {
        entry = default;
        isEnd = false;
        if (index < _first)
        {
            Rewind();
        }

        while (index >= _first + _count)
        {
            if (_isEnd)
            {
                isEnd = true;
                return Errno.None;
            }

            Errno errno = ListMore(scratch);
            if (errno != Errno.None)
            {
                return errno;
            }
        }

        Entry found = _entries[index - _first];
        entry = new OpenDirectoryEntry(_names.AsSpan(found.Offset, found.Length), found.Kind, found.Inode);
        return Errno.None;
    }

    internal void Close()
    {
        lock (Lock)
        {
            Rewind();
            _isClosed = true;
        }
    }

    private Errno ListMore(EntryBatch scratch)
    {
        if (_isClosed)
        {
            return Errno.EBADF;
        }

        if (_listing is null)
        {
            Errno opened = Node.Content.OpenListing(StatMask.None, out _listing);
            if (opened != Errno.None)
            {
                return opened;
            }
        }

        Errno errno = _listing!.Next(scratch);
        if (errno != Errno.None && scratch.Count == 0)
        {
            return errno;
        }

        if (scratch.Count == 0)
        {
            _isEnd = true;
            _listing.Dispose();
            _listing = null;
            return Errno.None;
        }

        DropOlder();
        for (int index = 0; index < scratch.Count; index++)
        {
            Add(scratch.Name(index), scratch.Kinds[index], scratch.Inodes[index]);
        }

        return Errno.None;
    }

    private void Add(ReadOnlySpan<byte> name, EntryKind kind, ulong inode)
    {
        if (_nameBytes + name.Length > _names.Length)
        {
            Array.Resize(ref _names, Math.Max(_names.Length * 2, Math.Max(512, _nameBytes + name.Length)));
        }

        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(_entries.Length * 2, 32));
        }

        name.CopyTo(_names.AsSpan(_nameBytes));
        _entries[_count++] = new Entry(_nameBytes, name.Length, kind, inode);
        _nameBytes += name.Length;
    }

    private void DropOlder()
    {
        if (_nameBytes < MaxNameBytes)
        {
            return;
        }

        int dropped = _count / 2;
        int droppedBytes = _entries[dropped].Offset;
        _names.AsSpan(droppedBytes, _nameBytes - droppedBytes).CopyTo(_names);
        for (int index = dropped; index < _count; index++)
        {
            Entry entry = _entries[index];
            _entries[index - dropped] = entry with { Offset = entry.Offset - droppedBytes };
        }

        _nameBytes -= droppedBytes;
        _count -= dropped;
        _first += dropped;
    }

    private readonly record struct Entry(int Offset, int Length, EntryKind Kind, ulong Inode);
}
