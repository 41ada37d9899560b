using System.Diagnostics;
using System.Numerics;

namespace Fathom.Local;

/// <summary>Open-addressing table from hashes to numbers; the owner keeps the keys and compares them.</summary>
internal struct HashSlots
{
    private Slot[] _slots;
    private int _count;

    /// <param name="expected">Numbers that will be added; more is good, and grows the table.</param>
    internal HashSlots(int expected) => _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(expected, 8) * 2)];

    /// <summary>Where to begin looking for <paramref name="hash"/>.</summary>
    internal readonly Probe Find(int hash) => new(_slots, hash);

    internal void Add(int hash, int number)
    {
        Debug.Assert(number >= 0);
        if (++_count > _slots.Length / 2)
        {
            Grow();
        }

        Place(_slots, new Slot(hash, number + 1));
    }

    private void Grow()
    {
        Slot[] larger = new Slot[_slots.Length * 2];
        foreach (Slot slot in _slots)
        {
            if (slot.NumberPlusOne != 0)
            {
                Place(larger, slot);
            }
        }

        _slots = larger;
    }

    private static void Place(Slot[] slots, Slot slot)
    {
        int at = slot.Hash & (slots.Length - 1);
        while (slots[at].NumberPlusOne != 0)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        slots[at] = slot;
    }

    internal readonly record struct Slot(int Hash, int NumberPlusOne);

    /// <summary>Goes through the numbers that share a hash.</summary>
    internal ref struct Probe(Slot[] slots, int hash)
    {
        private int _at = hash & (slots.Length - 1);

        internal bool Next(out int number)
        {
            while (true)
            {
                Slot slot = slots[_at];
                _at = (_at + 1) & (slots.Length - 1);
                number = slot.NumberPlusOne - 1;
                if (number < 0 || slot.Hash == hash)
                {
                    return number >= 0;
                }
            }
        }
    }
}
