using System.Buffers.Binary;

namespace Fathom.Local;

// The caller's order, and the order of work beside it:
//
//   paths       a/x   b/y   a/z   a/x   /          as given
//   _groups     0     1     0     -     2          same parent, same group; a duplicate has none
//   SameAs      -1    -1    -1    0     -1         which earlier path answers for it
//   Order       0 2 | 1 | 4                        each group in one piece, in the order of its first path
//   _starts     0     2   3   4                    where each group begins in Order

/// <summary>Paths of one batch: each once, grouped by parent directory.</summary>
internal sealed class StatPlan
{
    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64();
    private static readonly ulong s_multiplier = (ulong)Random.Shared.NextInt64() | 0x8000_0000_0000_0001;

    private readonly ReadOnlyMemory<byte>[] _paths;
    private readonly PathSplit[] _splits;
    private readonly int[] _groups;
    private readonly List<int> _firsts = [];
    private int[] _starts = [];
    private HashSlots _byParent = new(16);
    private HashSlots _byName;

    internal StatPlan(ReadOnlyMemory<byte>[] paths)
    {
        _paths = paths;
        _splits = new PathSplit[paths.Length];
        _groups = new int[paths.Length];
        SameAs = new int[paths.Length];
        _byName = new HashSlots(paths.Length);
        int last = -1;
        for (int i = 0; i < paths.Length; i++)
        {
            ReadOnlySpan<byte> path = paths[i].Span;
            _splits[i] = PathSplit.Of(path);
            int group = GroupOf(i, path, last);
            last = group;
            SameAs[i] = FindDuplicate(i, path, group);
            _groups[i] = SameAs[i] < 0 ? group : -1;
        }

        Order = Sort();
    }

    /// <summary>Numbers of the paths to examine.</summary>
    internal int[] Order { get; }

    /// <summary>For each path, the earlier one that is the same; -1 for none.</summary>
    internal int[] SameAs { get; }

    internal ReadOnlySpan<byte> Path(int number) => _paths[number].Span;

    internal ReadOnlySpan<byte> Name(int number) => _paths[number].Span[_splits[number].NameStart..];

    /// <summary>The directory of a group; empty for the current one.</summary>
    internal ReadOnlySpan<byte> Parent(int group) => ParentOf(_firsts[group]);

    /// <summary>The group of the path at a position of <see cref="Order"/>.</summary>
    internal int GroupAt(int position) => _groups[Order[position]];

    /// <summary>Where a group begins in <see cref="Order"/>.</summary>
    internal int Start(int group) => _starts[group];

    /// <summary>Where a group ends in <see cref="Order"/>.</summary>
    internal int End(int group) => _starts[group + 1];

    private ReadOnlySpan<byte> ParentOf(int number) => _paths[number].Span[.._splits[number].ParentLength];

    // Paths mostly come sorted, so that the last group is worth a look before the table.
    private int GroupOf(int number, ReadOnlySpan<byte> path, int last)
    {
        ReadOnlySpan<byte> parent = path[.._splits[number].ParentLength];
        if (last >= 0 && Parent(last).SequenceEqual(parent))
        {
            return last;
        }

        int hash = Hash(parent, 0);
        for (HashSlots.Probe probe = _byParent.Find(hash); probe.Next(out int group);)
        {
            if (Parent(group).SequenceEqual(parent))
            {
                return group;
            }
        }

        _byParent.Add(hash, _firsts.Count);
        _firsts.Add(number);
        return _firsts.Count - 1;
    }

    private int FindDuplicate(int number, ReadOnlySpan<byte> path, int group)
    {
        ReadOnlySpan<byte> name = path[_splits[number].NameStart..];
        int hash = Hash(name, group);
        for (HashSlots.Probe probe = _byName.Find(hash); probe.Next(out int other);)
        {
            if (_groups[other] == group && Name(other).SequenceEqual(name))
            {
                return other;
            }
        }

        _byName.Add(hash, number);
        return -1;
    }

    // Multiply and fold, eight bytes at a time. Seeded at random, so that nobody can choose names that collide.
    private static int Hash(ReadOnlySpan<byte> bytes, int group)
    {
        ulong hash = s_seed ^ ((ulong)(uint)group << 32) ^ (uint)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (byte value in bytes)
        {
            rest = (rest << 8) | value;
        }

        hash = Fold(hash ^ rest);
        return (int)(hash ^ (hash >> 32));
    }

    private static ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value, s_multiplier, out ulong low);
        return high ^ low;
    }

    private int[] Sort()
    {
        _starts = new int[_firsts.Count + 1];
        foreach (int group in _groups)
        {
            if (group >= 0)
            {
                _starts[group + 1]++;
            }
        }

        for (int group = 0; group < _firsts.Count; group++)
        {
            _starts[group + 1] += _starts[group];
        }

        int[] order = new int[_starts[^1]];
        int[] next = _starts.AsSpan().ToArray();
        for (int i = 0; i < _groups.Length; i++)
        {
            if (_groups[i] >= 0)
            {
                order[next[_groups[i]]++] = i;
            }
        }

        return order;
    }
}
