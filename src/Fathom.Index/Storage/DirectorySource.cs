
namespace Fathom.Index;

/// <summary>Hands the directories of one epoch to DuckDB.</summary>
internal sealed class DirectorySource : IVectorSource, IDisposable
{
    private readonly NativeArena _strings = new();
    private Epoch? _epoch;
    private int _next;

    internal void Begin(Epoch epoch)
    {
        _epoch = epoch;
        _next = 0;
    }

    /// <inheritdoc/>
    public int Fill(in VectorWriter output)
    {
        List<DirectoryRecord> records = _epoch!.Directories;
        int most = Math.Min(output.Capacity, records.Count - _next);
        _strings.Reset();
        Span<ulong> hasRaw = output.Validity(3);
        hasRaw.Clear();
        int row = 0;
        for (; row < most && !_strings.IsFull; row++)
        {
            DirectoryRecord record = records[_next + row];
            ReadOnlySpan<byte> path = _epoch.Paths.Span(record.PathOffset, record.PathLength);
            output.Column<long>(0)[row] = record.DirId;
            output.Column<long>(1)[row] = record.ParentId;
            WritePath(path, row, in output, hasRaw);
            output.Strings(4)[row] = MakeKey(record, path);
            output.Column<int>(5)[row] = record.Root;
            output.Column<int>(6)[row] = record.Depth;
            output.Column<long>(7)[row] = record.Ordinal;
            output.Column<long>(8)[row] = record.Own.Apparent;
            output.Column<long>(9)[row] = record.Own.Allocated;
            output.Column<long>(10)[row] = record.Own.Entries;
            output.Column<long>(11)[row] = record.Own.Directories;
            output.Column<long>(12)[row] = record.Own.NewestMtime;
            output.Column<long>(13)[row] = (long)(ulong)record.Digest;
            output.Column<long>(14)[row] = (long)(ulong)(record.Digest >> 64);
        }

        _next += row;
        return row;
    }

    public void Dispose() => _strings.Dispose();

    private void WritePath(ReadOnlySpan<byte> path, int row, in VectorWriter output, Span<ulong> hasRaw)
    {
        DuckString exact = _strings.Put(path);
        if (ReadableText.IsExact(path))
        {
            output.Strings(2)[row] = exact;
            return;
        }

        output.Strings(2)[row] = _strings.PutReadable(path);
        output.Strings(3)[row] = exact;
        hasRaw[row / 64] |= 1ul << (row % 64);
    }

    private DuckString MakeKey(in DirectoryRecord record, ReadOnlySpan<byte> path)
    {
        Span<byte> key = _strings.Take(DirectoryKey.LengthOf(in record, path));
        DirectoryKey.Write(in record, path, key);
        return NativeArena.AsString(key);
    }
}
