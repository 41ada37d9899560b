using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom.Index;

/// <summary>A VARCHAR or BLOB in a vector: duckdb_string_t.</summary>
/// <remarks>
/// <code>
/// length &lt;= 12:  | length | bytes, then zeros           |
/// longer:        | length | first 4 | pointer to all    |
///                  4        4         8
/// </code>
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct DuckString
{
    private const int MaxInlined = 12;

    [FieldOffset(0)]
    private uint _length;

    [FieldOffset(4)]
    private fixed byte _inlined[MaxInlined];

    [FieldOffset(4)]
    private uint _prefix;

    [FieldOffset(8)]
    private byte* _start;

    /// <summary>Bytes.</summary>
    internal readonly int Length => (int)_length;

    /// <summary>Points to <paramref name="bytes"/>, or holds them if they are few.</summary>
    /// <param name="bytes">Neither moved nor changed until the next call of the source, or the end of the query. UTF-8 for VARCHAR.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static DuckString Of(byte* bytes, int length)
    {
        DuckString value = default; // DuckDB compares whole words: what is not used must be zero
        value._length = (uint)length;
        if (length <= MaxInlined)
        {
            Unsafe.CopyBlockUnaligned(value._inlined, bytes, (uint)length);
        }
        else
        {
            value._prefix = Unsafe.ReadUnaligned<uint>(bytes);
            value._start = bytes;
        }

        return value;
    }

    /// <summary>The bytes of a value that lies in a vector.</summary>
    internal static ReadOnlySpan<byte> BytesOf(DuckString* value) =>
        new(value->_length <= MaxInlined ? value->_inlined : value->_start, (int)value->_length);
}
