namespace Fathom.Index;

/// <summary>Hands strings of bytes to DuckDB as rows of one column. For one query.</summary>
internal sealed class BlobSource(IReadOnlyList<byte[]> values) : IVectorSource, IDisposable
{
    private readonly NativeArena _strings = new();
    private int _next;

    /// <inheritdoc/>
    public int Fill(in VectorWriter output)
    {
        _strings.Reset();
        int count = Math.Min(output.Capacity, values.Count - _next);
        for (int row = 0; row < count; row++)
        {
            output.Strings(0)[row] = _strings.Put(values[_next++]);
        }

        return count;
    }

    public void Dispose() => _strings.Dispose();
}
