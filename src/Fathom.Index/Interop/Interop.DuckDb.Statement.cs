using System.Runtime.InteropServices;

namespace Fathom.Index;

internal static partial class Interop
{
    /// <summary>Prepared statements, their parameters, and running them.</summary>
    internal static unsafe partial class DuckDb
    {
        [LibraryImport(Library, EntryPoint = "duckdb_extract_statements")]
        private static partial long ExtractStatements(DuckConnectionHandle connection, byte* sql, out nint statements);

        [LibraryImport(Library, EntryPoint = "duckdb_extract_statements_error")]
        private static partial byte* ExtractError(nint statements);

        [LibraryImport(Library, EntryPoint = "duckdb_prepare_extracted_statement")]
        private static partial int PrepareExtracted(
            DuckConnectionHandle connection, nint statements, long index, out DuckStatementHandle statement);

        [LibraryImport(Library, EntryPoint = "duckdb_prepare_error")]
        private static partial byte* PrepareErrorText(DuckStatementHandle statement);

        [LibraryImport(Library, EntryPoint = "duckdb_bind_varchar_length")]
        private static partial int BindVarchar(DuckStatementHandle statement, long index, byte* value, long length);

        [LibraryImport(Library, EntryPoint = "duckdb_bind_blob")]
        private static partial int BindBlob(DuckStatementHandle statement, long index, byte* value, long length);

        [LibraryImport(Library, EntryPoint = "duckdb_pending_prepared")]
        private static partial int PendingMaterialized(DuckStatementHandle statement, out nint pending);

        [LibraryImport(Library, EntryPoint = "duckdb_pending_prepared_streaming")]
        private static partial int PendingStreaming(DuckStatementHandle statement, out nint pending);

        [LibraryImport(Library, EntryPoint = "duckdb_pending_error")]
        private static partial byte* PendingErrorText(nint pending);

        [LibraryImport(Library, EntryPoint = "duckdb_execute_pending")]
        private static partial int ExecutePendingInto(nint pending, out DuckNativeResult result);

        [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_name")]
        private static partial byte* StatementColumnNameText(DuckStatementHandle statement, long column);

        /// <summary>Columns of a statement's rows.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_count")]
        internal static partial long StatementColumnCount(DuckStatementHandle statement);

        /// <summary>A duckdb_type.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_type")]
        internal static partial int StatementColumnType(DuckStatementHandle statement, long column);

        /// <summary>Frees what <see cref="Extract"/> gave.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_destroy_extracted")]
        internal static partial void DestroyExtracted(ref nint statements);

        /// <summary>Frees a prepared statement.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_destroy_prepare")]
        internal static partial void DestroyPrepare(ref nint statement);

        /// <summary>Frees what <see cref="Pend"/> gave.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_destroy_pending")]
        internal static partial void DestroyPending(ref nint pending);

        /// <summary>Parameters of a statement.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_nparams")]
        internal static partial long ParameterCount(DuckStatementHandle statement);

        /// <summary>A duckdb_statement_type.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_type")]
        internal static partial int StatementType(DuckStatementHandle statement);

        /// <summary>Binds a 64-bit integer; 0 is success.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_bind_int64")]
        internal static partial int BindInt64(DuckStatementHandle statement, long index, long value);

        /// <summary>Binds NULL; 0 is success.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_bind_null")]
        internal static partial int BindNull(DuckStatementHandle statement, long index);

        /// <summary>Name of a column of a statement's rows.</summary>
        internal static string StatementColumnName(DuckStatementHandle statement, int column)
        {
            byte* name = StatementColumnNameText(statement, column);
            string text = Text(name);
            Free(name);
            return text;
        }

        /// <summary>Parses SQL text.</summary>
        /// <param name="statements">To be given to <see cref="DestroyExtracted"/>, also after an error.</param>
        /// <returns>How many statements it has; 0 for none, and after an error.</returns>
        internal static int Extract(DuckConnectionHandle connection, string sql, out nint statements, out string? error)
        {
            fixed (byte* text = NativeText.Encode(sql))
            {
                long count = ExtractStatements(connection, text, out statements);
                byte* message = count == 0 && statements != 0 ? ExtractError(statements) : null;
                error = message is null ? null : Text(message);
                return (int)count;
            }
        }

        /// <summary>Prepares one of the parsed statements.</summary>
        /// <returns>Null, or why it failed.</returns>
        internal static string? Prepare(DuckConnectionHandle connection, nint statements, int index, out DuckStatementHandle statement) =>
            PrepareExtracted(connection, statements, index, out statement) == Success ? null : PrepareError(statement);

        /// <summary>Why the last call on a statement failed.</summary>
        internal static string PrepareError(DuckStatementHandle statement) => Text(PrepareErrorText(statement));

        /// <summary>Binds text; 0 is success.</summary>
        /// <param name="value">Valid UTF-8.</param>
        internal static int BindText(DuckStatementHandle statement, int index, ReadOnlySpan<byte> value)
        {
            fixed (byte* start = &GetReference(value))
            {
                return BindVarchar(statement, index, start, value.Length);
            }
        }

        /// <summary>Binds bytes; 0 is success.</summary>
        internal static int BindBytes(DuckStatementHandle statement, int index, ReadOnlySpan<byte> value)
        {
            fixed (byte* start = &GetReference(value))
            {
                return BindBlob(statement, index, start, value.Length);
            }
        }

        /// <summary>Starts a statement without running it.</summary>
        /// <param name="isStreaming">The result is made while it is read.</param>
        /// <param name="pending">To be given to <see cref="DestroyPending"/>, also after an error.</param>
        /// <returns>Null, or why it failed.</returns>
        internal static string? Pend(DuckStatementHandle statement, bool isStreaming, out nint pending)
        {
            int state = isStreaming ? PendingStreaming(statement, out pending) : PendingMaterialized(statement, out pending);
            return state == Success ? null : Text(PendingErrorText(pending));
        }

        /// <summary>Runs what was started: to its end, or to its first rows when it is streaming.</summary>
        /// <param name="result">To be given to <see cref="DestroyResult"/>, also after an error.</param>
        /// <returns>Null, or why it failed.</returns>
        internal static string? ExecutePending(nint pending, out DuckNativeResult result) =>
            ExecutePendingInto(pending, out result) == Success ? null : ResultError(ref result) ?? "";

        // An empty span has no first byte, and DuckDB does not take a null pointer for an empty value.
        private static ref readonly byte GetReference(ReadOnlySpan<byte> value) =>
            ref MemoryMarshal.GetReference(value.IsEmpty ? "\0"u8 : value);
    }
}
