using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>One worker's part of the frontier: a double-ended queue that its owner uses from the new end and thieves from
/// the old end, and the owner's counts.</summary>
internal sealed class FrontierShare
{
    private readonly Lock _lock = new();
    private WorkItem[] _items = new WorkItem[64];
    private int _head;
    private int _count;

    // Written by the owner alone, read by whoever checks for the end; padded, so that no other worker's writes
    // invalidate the owner's cache line.
    private PaddedCounts _counts;

    /// <summary>Where the owner stands in its search for work (<see cref="Frontier.Step"/>).</summary>
    internal FrontierPhase Phase;
    internal int Cursor;
    internal long FinishedSum;
    internal long CreatedSum;

    /// <summary>1 while the owner sleeps, or is about to, and nobody has claimed the right to wake it.</summary>
    internal int IsParked;

    internal long Steals;
    internal long Parks;

    internal int Count => Volatile.Read(ref _count);

    internal long Created => Volatile.Read(ref _counts.Created);

    internal long Finished => Volatile.Read(ref _counts.Finished);

    /// <summary>Counts work before anybody can see it. Owner only.</summary>
    internal void CountCreated(int items) => Volatile.Write(ref _counts.Created, _counts.Created + items);

    /// <summary>Counts one finished item, after all that it led to was counted as created. Owner only.</summary>
    internal void CountFinished() => Volatile.Write(ref _counts.Finished, _counts.Finished + 1);

    internal void Push(ReadOnlySpan<WorkItem> items)
    {
        lock (_lock)
        {
            Reserve(items.Length);
            int mask = _items.Length - 1;
            for (int i = 0; i < items.Length; i++)
            {
                _items[(_head + _count + i) & mask] = items[i];
            }

            Volatile.Write(ref _count, _count + items.Length);
        }
    }

    internal bool TryPopNewest(out WorkItem item)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            // Only the owner adds, so an empty look is final for it.
            item = default;
            return false;
        }

        lock (_lock)
        {
            if (_count == 0)
            {
                item = default;
                return false;
            }

            int last = (_head + _count - 1) & (_items.Length - 1);
            item = _items[last];
            _items[last] = default;
            Volatile.Write(ref _count, _count - 1);
            return true;
        }
    }

    /// <summary>Takes the older half, rounded up.</summary>
    internal int StealHalf(ref WorkItem[] loot)
    {
        lock (_lock)
        {
            int taken = (_count + 1) / 2;
            if (loot.Length < taken)
            {
                loot = new WorkItem[_items.Length];
            }

            for (int i = 0; i < taken; i++)
            {
                loot[i] = _items[_head];
                _items[_head] = default;
                _head = (_head + 1) & (_items.Length - 1);
            }

            Volatile.Write(ref _count, _count - taken);
            return taken;
        }
    }

    private void Reserve(int more)
    {
        if (_count + more <= _items.Length)
        {
            return;
        }

        WorkItem[] larger = new WorkItem[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(_count + more))];
        for (int i = 0; i < _count; i++)
        {
            larger[i] = _items[(_head + i) & (_items.Length - 1)];
        }

        _items = larger;
        _head = 0;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct PaddedCounts
    {
        [FieldOffset(128)]
        internal long Created;

        [FieldOffset(136)]
        internal long Finished;
    }
}
