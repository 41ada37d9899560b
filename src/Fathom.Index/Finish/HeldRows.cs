namespace Fathom.Index;

/// <summary>All directories of a scan that was small enough for one commit: they are still in memory.</summary>
internal sealed class HeldRows : DirectoryRows
{
    private readonly Epoch _epoch;
    private readonly Dictionary<long, Rollup> _links;
    private readonly ByteList _keys = new();
    private readonly (int Offset, int Length)[] _keyOf;
    private readonly int[] _order;
    private int _next;
    private int _current;

    /// <param name="links">Sums of nodes with several links, by the directory where they count.</param>
    internal HeldRows(Epoch epoch, Dictionary<long, Rollup> links)
    {
        _epoch = epoch;
        _links = links;
        _keyOf = new (int, int)[epoch.Directories.Count];
        _order = new int[epoch.Directories.Count];
        for (int i = 0; i < _order.Length; i++)
        {
            DirectoryRecord record = epoch.Directories[i];
            ReadOnlySpan<byte> path = epoch.Paths.Span(record.PathOffset, record.PathLength);
            int length = DirectoryKey.LengthOf(in record, path);
            _keyOf[i] = (_keys.Length, length);
            DirectoryKey.Write(in record, path, _keys.Add(length));
            _order[i] = i;
        }

        Array.Sort(_order, (a, b) => KeyOf(b).SequenceCompareTo(KeyOf(a)));
    }

    /// <inheritdoc/>
    internal override ReadOnlySpan<byte> Key => KeyOf(_current);

    /// <inheritdoc/>
    internal override bool Next()
    {
        if (_next == _order.Length)
        {
            return false;
        }

        _current = _order[_next++];
        DirectoryRecord record = _epoch.Directories[_current];
        DirId = record.DirId;
        ParentId = record.ParentId;
        Root = record.Root;
        Depth = record.Depth;
        Digest = record.Digest;
        Rollup own = record.Own;
        if (_links.TryGetValue(record.DirId, out Rollup links))
        {
            own.Add(links);
        }

        Own = own;
        return true;
    }

    private ReadOnlySpan<byte> KeyOf(int directory) => _keys.Span(_keyOf[directory].Offset, _keyOf[directory].Length);
}
