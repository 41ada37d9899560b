using System.Reflection;
using System.Runtime.InteropServices;

namespace Fathom.Index;

/// <summary>Finds DuckDB and SQLite: at the configured path, beside the program, where the system keeps its libraries.</summary>
internal static class NativeLibraries
{
    internal const string DuckDb = "duckdb";
    internal const string Sqlite = "sqlite3";

    private static readonly Lock s_lock = new();
    private static bool s_isRegistered;
    private static nint s_duckDb;
    private static nint s_sqlite;

    internal static NativeLibrarySource DuckDbSource { get; } = new(
        DuckDb,
        "DuckDB",
        Names("duckdb", "libduckdb.so"),
        "Put it beside the fathom binary, or set FATHOM_LIBDUCKDB to its path; the npm package "
            + "@duckdb/node-bindings-linux-x64 (or -arm64) has it.");

    internal static NativeLibrarySource SqliteSource { get; } = new(
        Sqlite,
        "SQLite",
        Names("sqlite3", "libsqlite3.so.0", "libsqlite3.so"),
        "Install it (Debian and Ubuntu: sudo apt-get install libsqlite3-0), or set FATHOM_LIBSQLITE3 to its path.");

    /// <summary>Loads DuckDB; every use of its functions comes after this.</summary>
    /// <exception cref="IndexException">It is missing.</exception>
    internal static void RequireDuckDb() => Require(ref s_duckDb, DuckDbSource, IndexLibraries.DuckDbPath);

    /// <summary>Loads SQLite; every use of its functions comes after this.</summary>
    /// <exception cref="IndexException">It is missing.</exception>
    internal static void RequireSqlite() => Require(ref s_sqlite, SqliteSource, IndexLibraries.SqlitePath);

    /// <summary>Loads a library.</summary>
    /// <param name="path">The only place to look at; null or empty looks in <paramref name="folder"/>, then asks the system.</param>
    /// <exception cref="IndexException">It is missing; the message says what to do.</exception>
    internal static nint Load(NativeLibrarySource source, string? path, string folder)
    {
        nint library;
        if (!string.IsNullOrEmpty(path))
        {
            return NativeLibrary.TryLoad(path, out library)
                ? library
                : throw new IndexException($"The {source.Title} library '{path}' cannot be loaded. {source.Advice}");
        }

        foreach (string name in source.FileNames)
        {
            if (NativeLibrary.TryLoad(Path.Combine(folder, name), out library))
            {
                return library;
            }
        }

        foreach (string name in source.FileNames)
        {
            if (NativeLibrary.TryLoad(name, out library))
            {
                return library;
            }
        }

        throw new IndexException($"The {source.Title} library ({source.FileNames[0]}) is missing. {source.Advice}");
    }

    private static void Require(ref nint library, NativeLibrarySource source, string? path)
    {
        // Pairs with the write below: whoever sees the library also sees the resolver that answers with it.
        if (Volatile.Read(ref library) != 0)
        {
            return;
        }

        lock (s_lock)
        {
            if (library != 0)
            {
                return;
            }

            if (!s_isRegistered)
            {
                NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
                s_isRegistered = true;
            }

            Volatile.Write(ref library, Load(source, path, AppContext.BaseDirectory));
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name switch
    {
        DuckDb => s_duckDb,
        Sqlite => s_sqlite,
        _ => 0,
    };

    private static string[] Names(string stem, params string[] linux)
    {
        if (OperatingSystem.IsWindows())
        {
            return [stem + ".dll"];
        }

        return OperatingSystem.IsMacOS() ? [$"lib{stem}.dylib"] : linux;
    }
}
