using System.Runtime.CompilerServices;

namespace Fathom.Index;

/// <summary>Up to 2,048 rows of a result; valid until the next chunk is asked for.</summary>
internal sealed unsafe class DuckChunk
{
    private readonly DuckColumn[] _columns;
    private readonly void*[] _data;
    private readonly ulong*[] _validity;
    private nint _chunk;

    internal DuckChunk(DuckColumn[] columns)
    {
        _columns = columns;
        _data = new void*[columns.Length];
        _validity = new ulong*[columns.Length];
    }

    /// <summary>Rows.</summary>
    internal int Count { get; private set; }

    /// <summary>The values of a column; what stands in rows that are NULL means nothing.</summary>
    /// <typeparam name="T">As large as a value of the column's type.</typeparam>
    /// <exception cref="ArgumentException">It is not, or the type has no fixed layout: cast it in the query.</exception>
    internal ReadOnlySpan<T> Column<T>(int column)
        where T : unmanaged
    {
        DuckType type = _columns[column].Type;
        return type.Size() == Unsafe.SizeOf<T>() ? new ReadOnlySpan<T>(_data[column], Count) : throw Mismatch(column, typeof(T).Name);
    }

    /// <summary>Whether a value is NULL.</summary>
    internal bool IsNull(int column, int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        ulong* validity = _validity[column];
        return validity is not null && (validity[row >> 6] >> (row & 63) & 1) == 0;
    }

    /// <summary>The bytes of a VARCHAR or BLOB, where DuckDB has them.</summary>
    internal ReadOnlySpan<byte> Bytes(int column, int row)
    {
        if (!_columns[column].Type.IsString())
        {
            throw Mismatch(column, "string");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));

        // What a NULL leaves in its place may point anywhere.
        return IsNull(column, row) ? default : DuckString.BytesOf((DuckString*)_data[column] + row);
    }

    /// <summary>An integer, a boolean, a date or a time in the unit of its type.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    internal long Long(int column, int row) => _columns[column].Type switch
    {
        DuckType.Boolean or DuckType.UTinyInt => Column<byte>(column)[row],
        DuckType.TinyInt => Column<sbyte>(column)[row],
        DuckType.SmallInt => Column<short>(column)[row],
        DuckType.USmallInt => Column<ushort>(column)[row],
        DuckType.Integer or DuckType.Date => Column<int>(column)[row],
        DuckType.UInteger => Column<uint>(column)[row],
        DuckType.BigInt or DuckType.Time or DuckType.TimeNs => Column<long>(column)[row],
        DuckType.Timestamp or DuckType.TimestampS or DuckType.TimestampMs or DuckType.TimestampNs or DuckType.TimestampTz =>
            Column<long>(column)[row],
        DuckType.UBigInt => checked((long)Column<ulong>(column)[row]),
        DuckType.HugeInt => checked((long)HugeInt(column, row)),
        DuckType.UHugeInt => checked((long)Column<UInt128>(column)[row]),
        _ => throw Mismatch(column, "integer"),
    };

    /// <summary>A HUGEINT, which the sum of a BIGINT column is.</summary>
    internal Int128 HugeInt(int column, int row) =>
        _columns[column].Type == DuckType.HugeInt ? Column<Int128>(column)[row] : throw Mismatch(column, "HUGEINT");

    /// <summary>Owns a chunk of DuckDB from now on.</summary>
    internal void Take(nint chunk)
    {
        _chunk = chunk;
        Count = (int)Interop.DuckDb.ChunkSize(chunk);
        for (int i = 0; i < _columns.Length; i++)
        {
            _data[i] = Interop.DuckDb.ColumnData(chunk, i);
            _validity[i] = Interop.DuckDb.ColumnValidity(chunk, i);
        }
    }

    /// <summary>Frees the chunk; the rows are gone.</summary>
    internal void Release()
    {
        Count = 0;
        if (_chunk != 0)
        {
            Interop.DuckDb.DestroyChunk(ref _chunk);
            _chunk = 0;
        }
    }

    private ArgumentException Mismatch(int column, string wanted) =>
        new($"Column '{_columns[column].Name}' is of type {_columns[column].Type}, which cannot be read as {wanted}.", nameof(column));
}
