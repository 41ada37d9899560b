using System.Runtime.InteropServices;

namespace Fathom.Index;

/// <summary>duckdb_result: deprecated counters and pointers, of which only the last is in use; by value where C takes it so.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckNativeResult
{
    private readonly long _columnCount;
    private readonly long _rowCount;
    private readonly long _rowsChanged;
    private readonly nint _columns;
    private readonly nint _error;
    private readonly nint _data;
}
