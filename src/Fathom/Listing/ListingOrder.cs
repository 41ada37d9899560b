using System.Buffers.Binary;

namespace Fathom;

// Two lists for each directory, each sorted by name: the rows in it, and the directories in it that were entered. The order of
// the tree is the merge of the two, from the root down: a row, and behind it whatever is below the directory of that name.
//
// The lists of all directories lie in one array each, cut by a counting sort:  starts[d] .. starts[d + 1].

/// <summary>Brings rows into the order of their paths, component by component, bytewise; a directory before its content.</summary>
internal sealed class ListingOrder
{
    private readonly ListingRows _rows;
    private readonly int[] _entryStarts;
    private readonly int[] _childStarts;
    private readonly int[] _entries;
    private readonly int[] _children;
    private readonly int[] _order;
    private int _count;
    private SortKey[] _keys = [];

    internal ListingOrder(ListingRows rows)
    {
        _rows = rows;
        // Place 0 is for what has no directory: the root as a row and as a directory.
        _entryStarts = new int[rows.Directories.Length + 2];
        _childStarts = new int[rows.Directories.Length + 2];
        CountAll();
        _entries = new int[_entryStarts[^1]];
        _children = new int[_childStarts[^1]];
        _order = new int[_entries.Length];
    }

    /// <summary>Numbers of the rows, in order.</summary>
    internal int[] Build()
    {
        Distribute();
        for (int place = 0; place < _entryStarts.Length - 1; place++)
        {
            Sort(_entries.AsSpan(_entryStarts[place].._entryStarts[place + 1]), isDirectory: false);
            Sort(_children.AsSpan(_childStarts[place].._childStarts[place + 1]), isDirectory: true);
        }

        Merge();
        return _order;
    }

    /// <summary>Compares whole paths in the same order.</summary>
    internal static int ComparePaths(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int common = a.CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        // The end of a component comes before any byte that goes on with it.
        int x = a[common] == '/' ? 0 : a[common];
        int y = b[common] == '/' ? 0 : b[common];
        return x.CompareTo(y);
    }

    private void CountAll()
    {
        foreach (ListingSegment segment in _rows.Segments)
        {
            for (int i = 0; i < segment.Entries.Count; i++)
            {
                _entryStarts[segment.Directory(i) + 2]++;
            }
        }

        foreach (ListingDirectory directory in _rows.Directories)
        {
            _childStarts[directory.Parent + 2]++;
        }

        for (int place = 1; place < _entryStarts.Length; place++)
        {
            _entryStarts[place] += _entryStarts[place - 1];
            _childStarts[place] += _childStarts[place - 1];
        }
    }

    private void Distribute()
    {
        int[] next = [.. _entryStarts];
        for (int number = 0; number < _rows.Segments.Length; number++)
        {
            ListingSegment segment = _rows.Segments[number];
            for (int i = 0; i < segment.Entries.Count; i++)
            {
                _entries[next[segment.Directory(i) + 1]++] = (number << ListingSegment.Shift) + i;
            }
        }

        next = [.. _childStarts];
        for (int directory = 0; directory < _rows.Directories.Length; directory++)
        {
            _children[next[_rows.Parent(directory) + 1]++] = directory;
        }
    }

    private void Sort(Span<int> numbers, bool isDirectory)
    {
        if (numbers.Length < 2)
        {
            return;
        }

        if (_keys.Length < numbers.Length)
        {
            _keys = new SortKey[Math.Max(numbers.Length, _keys.Length * 2)];
        }

        Span<SortKey> keys = _keys.AsSpan(0, numbers.Length);
        for (int i = 0; i < numbers.Length; i++)
        {
            keys[i] = new SortKey(Prefix(NameOf(numbers[i], isDirectory)), numbers[i]);
        }

        keys.Sort((a, b) => a.Prefix != b.Prefix
            ? a.Prefix.CompareTo(b.Prefix)
            : NameOf(a.Number, isDirectory).SequenceCompareTo(NameOf(b.Number, isDirectory)));
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = keys[i].Number;
        }
    }

    private void Merge()
    {
        Stack<Frame> frames = new();
        frames.Push(FrameOf(-1));
        while (frames.TryPop(out Frame frame))
        {
            while (true)
            {
                bool hasChild = frame.Child < frame.ChildEnd;
                if (frame.Entry < frame.EntryEnd && (!hasChild || _rows.Name(_entries[frame.Entry])
                    .SequenceCompareTo(_rows.DirectoryName(_children[frame.Child])) <= 0))
                {
                    _order[_count++] = _entries[frame.Entry++];
                    continue;
                }

                if (hasChild)
                {
                    int child = _children[frame.Child++];
                    frames.Push(frame);
                    frames.Push(FrameOf(child));
                }

                break;
            }
        }
    }

    private Frame FrameOf(int directory) => new()
    {
        Entry = _entryStarts[directory + 1],
        EntryEnd = _entryStarts[directory + 2],
        Child = _childStarts[directory + 1],
        ChildEnd = _childStarts[directory + 2],
    };

    private ReadOnlySpan<byte> NameOf(int number, bool isDirectory) => isDirectory ? _rows.DirectoryName(number) : _rows.Name(number);

    // Most comparisons end within 8 bytes, and then touch no name. No name holds a zero byte, so padding sorts first.
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

    private readonly record struct SortKey(ulong Prefix, int Number);

    private struct Frame
    {
        internal int Entry;
        internal int EntryEnd;
        internal int Child;
        internal int ChildEnd;
    }
}
