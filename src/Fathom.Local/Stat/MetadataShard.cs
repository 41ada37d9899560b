namespace Fathom.Local;

// _numbers   path -> slot
// _slots     | kept, asked for | kept | free | kept ...      the hand goes round; _free holds the free ones
// _fetches   path -> the fetch that is on its way
//
// Everything is guarded by _gate, which is never held during a fetch or a wait.

/// <summary>One part of a <see cref="MetadataCache"/>.</summary>
internal sealed class MetadataShard(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<byte[], int> _numbers = new(PathBytesComparer.Instance);
    private readonly Dictionary<byte[], MetadataFetch> _fetches = new(PathBytesComparer.Instance);
    private readonly Stack<int> _free = new();
    private Slot[] _slots = [];
    private int _used;
    private int _hand;

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _numbers.Count;
            }
        }
    }

    internal bool TryGet(ReadOnlySpan<byte> path, out StatResult result)
    {
        lock (_gate)
        {
            return TryGetKept(path, out result);
        }
    }

    internal StatResult GetOrFetch(ReadOnlySpan<byte> path, StatFetch fetch)
    {
        while (true)
        {
            MetadataFetch? running;
            MetadataFetch own;
            byte[] key;
            lock (_gate)
            {
                if (TryGetKept(path, out StatResult kept))
                {
                    return kept;
                }

                own = new MetadataFetch();
                key = [];
                if (!_fetches.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(path, out running))
                {
                    key = path.ToArray();
                    _fetches.Add(key, own);
                }
            }

            if (running is null)
            {
                return Fetch(key, own, fetch);
            }

            if (running.Wait(out StatResult shared))
            {
                return shared;
            }
        }
    }

    internal bool Invalidate(ReadOnlySpan<byte> path)
    {
        lock (_gate)
        {
            if (_fetches.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(path, out _, out MetadataFetch? running))
            {
                running.IsStale = true;
            }

            if (!_numbers.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(path, out _, out int number))
            {
                return false;
            }

            _slots[number] = default;
            _free.Push(number);
            return true;
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            foreach (MetadataFetch running in _fetches.Values)
            {
                running.IsStale = true;
            }

            _fetches.Clear();
            _numbers.Clear();
            _free.Clear();
            _slots = [];
            _used = 0;
            _hand = 0;
        }
    }

    private bool TryGetKept(ReadOnlySpan<byte> path, out StatResult result)
    {
        if (!_numbers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(path, out int number))
        {
            result = default;
            return false;
        }

        ref Slot slot = ref _slots[number];
        slot.IsAskedFor = true;
        result = new StatResult(Errno.None, slot.Stat);
        return true;
    }

    private StatResult Fetch(byte[] key, MetadataFetch own, StatFetch fetch)
    {
        StatResult? result = null;
        try
        {
            result = fetch(key);
            return result.GetValueOrDefault();
        }
        finally
        {
            lock (_gate)
            {
                // A stale fetch has been removed, and another may be on its way for the same path.
                if (!own.IsStale)
                {
                    _fetches.Remove(key);
                    if (result is { IsFound: true })
                    {
                        Keep(key, result.GetValueOrDefault().Stat);
                    }
                }
            }

            own.Complete(result);
        }
    }

    private void Keep(byte[] key, in NodeAttributes stat)
    {
        int number = TakeSlot();
        _slots[number] = new Slot { Key = key, Stat = stat };
        _numbers[key] = number;
    }

    private int TakeSlot()
    {
        if (_free.TryPop(out int free))
        {
            return free;
        }

        if (_used < capacity)
        {
            if (_used == _slots.Length)
            {
                Array.Resize(ref _slots, (int)Math.Min(capacity, Math.Max(16L, _slots.Length * 2L)));
            }

            return _used++;
        }

        // Full, and none free: every slot is kept. At most one round finds all asked for, the next finds one.
        while (_slots[_hand].IsAskedFor)
        {
            _slots[_hand].IsAskedFor = false;
            _hand = (_hand + 1) % capacity;
        }

        int evicted = _hand;
        _numbers.Remove(_slots[evicted].Key!);
        _hand = (_hand + 1) % capacity;
        return evicted;
    }

    private struct Slot
    {
        internal byte[]? Key;
        internal NodeAttributes Stat;
        internal bool IsAskedFor;
    }
}
