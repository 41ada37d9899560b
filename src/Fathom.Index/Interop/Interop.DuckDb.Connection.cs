using System.Runtime.InteropServices;

namespace Fathom.Index;

/// <summary>Native functions of an index.</summary>
internal static partial class Interop
{
    /// <summary>DuckDB's C API: databases and connections. Source: duckdb.h. A state of 0 is success, 1 an error.</summary>
    internal static unsafe partial class DuckDb
    {
        private const string Library = NativeLibraries.DuckDb;
        private const int Success = 0;

        [LibraryImport(Library, EntryPoint = "duckdb_create_config")]
        private static partial int CreateConfig(out nint config);

        [LibraryImport(Library, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
        private static partial int SetConfig(nint config, string name, byte* option);

        [LibraryImport(Library, EntryPoint = "duckdb_destroy_config")]
        private static partial void DestroyConfig(ref nint config);

        [LibraryImport(Library, EntryPoint = "duckdb_open_ext")]
        private static partial int OpenExt(byte* path, out DuckDatabaseHandle database, nint config, out byte* error);

        [LibraryImport(Library, EntryPoint = "duckdb_free")]
        private static partial void Free(void* memory);

        [LibraryImport(Library, EntryPoint = "duckdb_connect")]
        private static partial int ConnectTo(DuckDatabaseHandle database, out DuckConnectionHandle connection);

        /// <summary>Closes a database.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_close")]
        internal static partial void Close(ref nint database);

        /// <summary>Closes a connection.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
        internal static partial void Disconnect(ref nint connection);

        /// <summary>Asks the running statement to end; from any thread.</summary>
        [LibraryImport(Library, EntryPoint = "duckdb_interrupt")]
        internal static partial void Interrupt(DuckConnectionHandle connection);

        /// <summary>Opens a database in memory.</summary>
        /// <returns>Null, or why it failed.</returns>
        internal static string? Open(IReadOnlyList<(string Name, string Value)> settings, out DuckDatabaseHandle? database)
        {
            database = null;
            _ = CreateConfig(out nint config);
            try
            {
                foreach ((string name, string value) in settings)
                {
                    fixed (byte* option = NativeText.Encode(value))
                    {
                        if (SetConfig(config, name, option) != Success)
                        {
                            return $"the setting {name} does not take '{value}'";
                        }
                    }
                }

                int state = OpenExt(null, out DuckDatabaseHandle opened, config, out byte* error);
                if (state == Success)
                {
                    database = opened;
                    return null;
                }

                opened.SetHandleAsInvalid();
                string message = Text(error);
                Free(error);
                return message;
            }
            finally
            {
                DestroyConfig(ref config);
            }
        }

        /// <summary>Opens a connection; null when there is no memory for one.</summary>
        internal static DuckConnectionHandle? Connect(DuckDatabaseHandle database) =>
            ConnectTo(database, out DuckConnectionHandle connection) == Success ? connection : null;

        private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
    }
}
