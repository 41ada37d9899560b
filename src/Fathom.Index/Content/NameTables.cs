namespace Fathom.Index;

// The copy of an index has the rows of a directory in the order of the scan. Who asks for names gets a table of the directory, sorted by
// hash; the tables that were used last are kept:
//
//   directory 7 -> [ (hash, where), (hash, where), ... ]      16 bytes an entry

/// <summary>Finds names in directories of a saved tree. Thread-safe.</summary>
internal sealed class NameTables(TreeCopy copy)
{
    // A directory with more than two million entries exceeds it, and is then the only one that is kept.
    private const long MaxBytes = 32L * 1024 * 1024;
    private const int PlaceSize = 16;
    private const int TableSize = 96;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, LinkedListNode<(long Directory, RowPlace[] Places)>> _tables = [];
    private readonly LinkedList<(long Directory, RowPlace[] Places)> _order = [];
    private long _bytes;

    /// <summary>FNV-1a, 32 bits.</summary>
    internal static uint Hash(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte value in name)
        {
            hash = (hash ^ value) * 16777619;
        }

        return hash;
    }

    /// <summary>The rows of a directory, sorted by the hash of their names.</summary>
    internal RowPlace[] Of(long directory, ref byte[] buffer)
    {
        lock (_lock)
        {
            if (_tables.TryGetValue(directory, out LinkedListNode<(long Directory, RowPlace[] Places)>? known))
            {
                _order.Remove(known);
                _order.AddFirst(known);
                return known.Value.Places;
            }
        }

        // Two threads may make the same table: the first one stays.
        RowPlace[] places = Make(directory, ref buffer);
        lock (_lock)
        {
            Keep(directory, places);
        }

        return places;
    }

    private void Keep(long directory, RowPlace[] places)
    {
        if (_tables.ContainsKey(directory))
        {
            return;
        }

        _tables.Add(directory, _order.AddFirst((directory, places)));
        _bytes += SizeOf(places);
        while (_bytes > MaxBytes && _order.Count > 1)
        {
            (long oldest, RowPlace[] dropped) = _order.Last!.Value;
            _order.RemoveLast();
            _tables.Remove(oldest);
            _bytes -= SizeOf(dropped);
        }
    }

    private static long SizeOf(RowPlace[] places) => TableSize + ((long)places.Length * PlaceSize);

    private RowPlace[] Make(long directory, ref byte[] buffer)
    {
        List<RowPlace> places = [];
        foreach (TreeRun run in copy.RunsOf(directory).Span)
        {
            ReadOnlySpan<byte> rows = copy.Read(in run, ref buffer);
            for (int start = 0; start < rows.Length;)
            {
                int length = copy.Row.LengthOf(rows[start..]);
                ReadOnlySpan<byte> name = copy.Row.NameOf(rows[start..]);
                if (TreeRow.IsName(name))
                {
                    places.Add(new RowPlace(Hash(name), length, run.Offset + start));
                }

                start += length;
            }
        }

        RowPlace[] sorted = [.. places];
        Array.Sort(sorted, static (a, b) => a.Hash.CompareTo(b.Hash));
        return sorted;
    }
}
