using System.Runtime.InteropServices;

namespace Fathom.Index;

internal static partial class Interop
{
    /// <summary>Chunks and their vectors: a column of up to 2,048 values with one validity bit a row.</summary>
    internal static unsafe partial class DuckDb
    {
        [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
        private static partial nint ChunkVector(nint chunk, long column);

        [LibraryImport(Library, EntryPoint = "duckdb_vector_get_data")]
        private static partial void* VectorData(nint vector);

        [LibraryImport(Library, EntryPoint = "duckdb_vector_get_validity")]
        private static partial ulong* VectorValidity(nint vector);

        [LibraryImport(Library, EntryPoint = "duckdb_vector_ensure_validity_writable")]
        private static partial void EnsureValidity(nint vector);

        /// <summary>Values that a vector holds.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_vector_size")]
        internal static partial long VectorSize();

        /// <summary>Rows of a chunk.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
        internal static partial long ChunkSize(nint chunk);

        /// <summary>Sets the rows of a chunk.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_set_size")]
        internal static partial void SetChunkSize(nint chunk, long rows);

        /// <summary>First value of a column.</summary>
        internal static void* ColumnData(nint chunk, int column) => VectorData(ChunkVector(chunk, column));

        /// <summary>First word of a column's validity; null when every row is valid.</summary>
        internal static ulong* ColumnValidity(nint chunk, int column) => VectorValidity(ChunkVector(chunk, column));

        /// <summary>First word of a column's validity, made if there was none.</summary>
        internal static ulong* WritableValidity(nint chunk, int column)
        {
            nint vector = ChunkVector(chunk, column);
            EnsureValidity(vector);
            return VectorValidity(vector);
        }
    }
}
