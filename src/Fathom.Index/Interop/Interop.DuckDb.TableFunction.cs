using System.Runtime.InteropServices;

namespace Fathom.Index;

internal static partial class Interop
{
    /// <summary>Table functions: DuckDB asks the program for rows.</summary>
    internal static unsafe partial class DuckDb
    {
        [LibraryImport(Library, EntryPoint = "duckdb_create_table_function")]
        private static partial nint CreateTableFunction();

        [LibraryImport(Library, EntryPoint = "duckdb_destroy_table_function")]
        private static partial void DestroyTableFunction(ref nint function);

        [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_name")]
        private static partial void SetFunctionName(nint function, byte* name);

        [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_extra_info")]
        private static partial void SetExtraInfo(nint function, nint info, delegate* unmanaged[Cdecl]<nint, void> free);

        [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_bind")]
        private static partial void SetBind(nint function, delegate* unmanaged[Cdecl]<nint, void> bind);

        [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_init")]
        private static partial void SetInit(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

        [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_function")]
        private static partial void SetFunction(nint function, delegate* unmanaged[Cdecl]<nint, nint, void> fill);

        [LibraryImport(Library, EntryPoint = "duckdb_register_table_function")]
        private static partial int RegisterTableFunction(DuckConnectionHandle connection, nint function);

        [LibraryImport(Library, EntryPoint = "duckdb_create_logical_type")]
        private static partial nint CreateLogicalType(int type);

        [LibraryImport(Library, EntryPoint = "duckdb_destroy_logical_type")]
        private static partial void DestroyLogicalType(ref nint type);

        [LibraryImport(Library, EntryPoint = "duckdb_bind_add_result_column")]
        private static partial void AddResultColumn(nint bind, byte* name, nint type);

        [LibraryImport(Library, EntryPoint = "duckdb_function_set_error")]
        private static partial void SetFunctionError(nint function, byte* error);

        /// <summary>The pointer that the function was registered with, in its bind.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_bind_get_extra_info")]
        internal static partial nint BindExtraInfo(nint bind);

        /// <summary>The pointer that the function was registered with, while it runs.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_function_get_extra_info")]
        internal static partial nint FunctionExtraInfo(nint function);

        /// <summary>How many threads may ask for rows at once.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_init_set_max_threads")]
        internal static partial void SetMaxThreads(nint init, long threads);

        /// <summary>Registers a table function without parameters for all connections of the database.</summary>
        /// <returns>It was registered. If not, DuckDB has already freed the info of <paramref name="callbacks"/>.</returns>
        internal static bool Register(DuckConnectionHandle connection, string name, in TableFunctionCallbacks callbacks)
        {
            nint function = CreateTableFunction();
            try
            {
                fixed (byte* text = NativeText.Encode(name))
                {
                    SetFunctionName(function, text);
                }

                SetExtraInfo(function, callbacks.Info, callbacks.Free);
                SetBind(function, callbacks.Bind);
                SetInit(function, callbacks.Init);
                SetFunction(function, callbacks.Fill);
                return RegisterTableFunction(connection, function) == Success;
            }
            finally
            {
                DestroyTableFunction(ref function);
            }
        }

        /// <summary>Adds a column to what a table function returns.</summary>
        internal static void AddResultColumn(nint bind, string name, int type)
        {
            nint logical = CreateLogicalType(type);
            fixed (byte* text = NativeText.Encode(name))
            {
                AddResultColumn(bind, text, logical);
            }

            DestroyLogicalType(ref logical);
        }

        /// <summary>Fails a running table function, and the statement with it.</summary>
        internal static void FailFunction(nint function, string error)
        {
            fixed (byte* text = NativeText.Encode(error))
            {
                SetFunctionError(function, text);
            }
        }

        /// <summary>What DuckDB calls for a table function.</summary>
        internal readonly struct TableFunctionCallbacks
        {
            /// <summary>Given to every call.</summary>
            internal required nint Info { get; init; }

            /// <summary>Gets <see cref="Info"/> when DuckDB drops the function.</summary>
            internal required delegate* unmanaged[Cdecl]<nint, void> Free { get; init; }

            /// <summary>Says which columns the function returns.</summary>
            internal required delegate* unmanaged[Cdecl]<nint, void> Bind { get; init; }

            /// <summary>Starts a scan.</summary>
            internal required delegate* unmanaged[Cdecl]<nint, void> Init { get; init; }

            /// <summary>Fills a chunk.</summary>
            internal required delegate* unmanaged[Cdecl]<nint, nint, void> Fill { get; init; }
        }
    }
}
