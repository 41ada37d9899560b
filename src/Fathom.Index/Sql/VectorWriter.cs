using System.Runtime.CompilerServices;

namespace Fathom.Index;

/// <summary>The chunk that a source fills.</summary>
internal readonly unsafe ref struct VectorWriter
{
    private readonly nint _chunk;
    private readonly ReadOnlySpan<DuckColumn> _columns;

    internal VectorWriter(nint chunk, ReadOnlySpan<DuckColumn> columns)
    {
        _chunk = chunk;
        _columns = columns;
        Capacity = (int)Interop.DuckDb.VectorSize();
    }

    /// <summary>Rows that fit.</summary>
    internal int Capacity { get; }

    /// <summary>The values of a column, <see cref="Capacity"/> of them.</summary>
    /// <typeparam name="T">As large as a value of the column's type.</typeparam>
    /// <exception cref="ArgumentException">It is not.</exception>
    internal Span<T> Column<T>(int column)
        where T : unmanaged
    {
        DuckType type = _columns[column].Type;
        if (type.Size() != Unsafe.SizeOf<T>())
        {
            throw new ArgumentException($"A {type} takes {type.Size()} bytes, a {typeof(T).Name} {Unsafe.SizeOf<T>()}.", nameof(column));
        }

        return new Span<T>(Interop.DuckDb.ColumnData(_chunk, column), Capacity);
    }

    /// <summary>The values of a VARCHAR or BLOB column.</summary>
    internal Span<DuckString> Strings(int column) => Column<DuckString>(column);

    /// <summary>One bit a row, the lowest first: 1 is valid, which all rows are at first, 0 is NULL.</summary>
    internal Span<ulong> Validity(int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)_columns.Length, nameof(column));
        return new Span<ulong>(Interop.DuckDb.WritableValidity(_chunk, column), (Capacity + 63) / 64);
    }
}
