namespace Fathom.Index;

/// <summary>What the nodes of one saved tree share. Thread-safe.</summary>
internal sealed class IndexContent(TreeCopy copy, TreeErrors errors, byte[] rootName, long rootDevice)
{
    [ThreadStatic]
    private static byte[]? t_buffer;

    private readonly NameTables _tables = new(copy);

    internal TreeCopy Copy => copy;

    internal TreeErrors Errors => errors;

    /// <summary>The name of the root in the paths of the index.</summary>
    internal byte[] RootName => rootName;

    internal ulong Device => (ulong)rootDevice;

    /// <summary>Reads a row.</summary>
    /// <returns>Good until this thread's next call.</returns>
    internal SavedRow Read(scoped in RowPlace place) =>
        new(copy.Row, copy.Read(new TreeRun(0, place.Offset, place.Length), ref Buffer));

    /// <summary>Finds a name in a directory.</summary>
    internal bool TryFind(long directory, ReadOnlySpan<byte> name, out RowPlace place)
    {
        uint hash = NameTables.Hash(name);
        ReadOnlySpan<RowPlace> places = _tables.Of(directory, ref Buffer);
        for (int index = LowerBound(places, hash); index < places.Length && places[index].Hash == hash; index++)
        {
            place = places[index];
            if (Read(in place).Name.SequenceEqual(name))
            {
                return true;
            }
        }

        place = default;
        return false;
    }

    private static ref byte[] Buffer
    {
        get
        {
            t_buffer ??= [];
            return ref t_buffer!;
        }
    }

    private static int LowerBound(ReadOnlySpan<RowPlace> places, uint hash)
    {
        int low = 0;
        for (int high = places.Length; low < high;)
        {
            int middle = (low + high) >>> 1;
            if (places[middle].Hash < hash)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
