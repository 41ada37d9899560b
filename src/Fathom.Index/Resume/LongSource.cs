
namespace Fathom.Index;

/// <summary>Hands numbers to DuckDB as rows of one column. For one query.</summary>
internal sealed class LongSource(IEnumerable<long> values) : IVectorSource
{
    private readonly IEnumerator<long> _values = values.GetEnumerator();

    /// <inheritdoc/>
    public int Fill(in VectorWriter output)
    {
        Span<long> column = output.Column<long>(0);
        int count = 0;
        while (count < output.Capacity && _values.MoveNext())
        {
            column[count++] = _values.Current;
        }

        return count;
    }
}
