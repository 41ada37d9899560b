namespace Fathom.Fuse;

// Slots stand in blocks that never move, so that a number is resolved without a lock while the table grows:
//
//   _blocks[n / 1024] -> [ value, value, null, ... ]      _free: numbers of empty slots

/// <summary>Gives numbers to objects and finds them by number. Thread-safe; <see cref="Find"/> takes no lock.</summary>
internal sealed class SlotTable<T>
    where T : class
{
    private const int BlockSize = 1024;

    private readonly Lock _lock = new();
    private readonly Stack<uint> _free = new();
    private readonly uint _firstNumber;
    private T?[][] _blocks = [];
    private uint _used;
    private int _count;

    /// <param name="firstNumber">Numbers below it are not given.</param>
    internal SlotTable(uint firstNumber)
    {
        _firstNumber = firstNumber;
        _used = firstNumber;
    }

    /// <summary>Objects in the table.</summary>
    internal int Count => Volatile.Read(ref _count); // written in Add and Remove

    /// <summary>Greater than every number that was given.</summary>
    internal ulong End => Volatile.Read(ref _used); // written in Add

    internal ulong Add(T value)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out uint number))
            {
                number = _used;
                Volatile.Write(ref _used, number + 1);
            }

            if (number / BlockSize >= _blocks.Length)
            {
                T?[][] grown = new T?[Math.Max(_blocks.Length * 2, 4)][];
                _blocks.CopyTo(grown, 0);
                for (int block = _blocks.Length; block < grown.Length; block++)
                {
                    grown[block] = new T?[BlockSize];
                }

                // Read in Find.
                Volatile.Write(ref _blocks, grown);
            }

            // Read in Find.
            Volatile.Write(ref _blocks[number / BlockSize][number % BlockSize], value);
            Volatile.Write(ref _count, _count + 1);
            return number;
        }
    }

    /// <summary>The object of a number; null if there is none.</summary>
    internal T? Find(ulong number)
    {
        // Written in Add and Remove.
        T?[][] blocks = Volatile.Read(ref _blocks);
        return number / BlockSize < (ulong)blocks.Length ? Volatile.Read(ref blocks[number / BlockSize][number % BlockSize]) : null;
    }

    /// <summary>Takes an object out; its number may be given again.</summary>
    internal T? Remove(ulong number)
    {
        lock (_lock)
        {
            T? value = Find(number);
            if (value is not null)
            {
                Volatile.Write(ref _blocks[number / BlockSize][number % BlockSize], null);
                _free.Push((uint)number);
                Volatile.Write(ref _count, _count - 1);
            }

            return value;
        }
    }

    /// <summary>Takes everything out.</summary>
    internal IEnumerable<T> RemoveAll()
    {
        for (ulong number = _firstNumber; number < _used; number++)
        {
            if (Remove(number) is { } value)
            {
                yield return value;
            }
        }
    }
}
