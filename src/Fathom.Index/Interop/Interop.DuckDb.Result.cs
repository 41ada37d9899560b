using System.Runtime.InteropServices;

namespace Fathom.Index;

internal static partial class Interop
{
    /// <summary>Results and their chunks.</summary>
    internal static unsafe partial class DuckDb
    {
        [LibraryImport(Library, EntryPoint = "duckdb_column_name")]
        private static partial byte* ColumnNameText(ref DuckNativeResult result, long column);

        [LibraryImport(Library, EntryPoint = "duckdb_result_error")]
        private static partial byte* ResultErrorText(ref DuckNativeResult result);

        /// <summary>Frees a result.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_destroy_result")]
        internal static partial void DestroyResult(ref DuckNativeResult result);

        /// <summary>Columns of a result.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_column_count")]
        internal static partial long ColumnCount(ref DuckNativeResult result);

        /// <summary>A duckdb_type.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_column_type")]
        internal static partial int ColumnType(ref DuckNativeResult result, long column);

        /// <summary>Rows that a materialized statement inserted, updated, deleted or copied.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_rows_changed")]
        internal static partial long RowsChanged(ref DuckNativeResult result);

        /// <summary>The next chunk; 0 at the end and after an error.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_fetch_chunk")]
        internal static partial nint FetchChunk(DuckNativeResult result);

        /// <summary>Frees a chunk.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_destroy_data_chunk")]
        internal static partial void DestroyChunk(ref nint chunk);

        /// <summary>Name of a column.</summary>
        internal static string ColumnName(ref DuckNativeResult result, int column) => Text(ColumnNameText(ref result, column));

        /// <summary>Why a result failed, or null.</summary>
        internal static string? ResultError(ref DuckNativeResult result)
        {
            byte* message = ResultErrorText(ref result);
            return message is null ? null : Text(message);
        }
    }
}
