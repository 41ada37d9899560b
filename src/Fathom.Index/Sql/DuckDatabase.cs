using System.Globalization;

namespace Fathom.Index;

/// <summary>A DuckDB in memory. Files are read and written by the SQL that its connections run.</summary>
internal sealed class DuckDatabase : IDisposable
{
    private readonly DuckDatabaseHandle _handle;
    private readonly DuckSources _sources = new();

    private DuckDatabase(DuckDatabaseHandle handle) => _handle = handle;

    /// <summary>Opens an empty database.</summary>
    /// <exception cref="IndexException">The library is missing, or does not take an option.</exception>
    internal static DuckDatabase Open(DuckOptions options)
    {
        NativeLibraries.RequireDuckDb();
        string? error = Interop.DuckDb.Open(Settings(options), out DuckDatabaseHandle? handle);
        return handle is not null ? new DuckDatabase(handle) : throw new IndexException($"DuckDB did not start: {error}");
    }

    /// <summary>Opens a connection: one statement at a time. The database may be disposed before it.</summary>
    internal DuckConnection Connect() =>
        new(Interop.DuckDb.Connect(_handle) ?? throw new IndexException("DuckDB opened no connection: out of memory."), _sources);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static List<(string Name, string Value)> Settings(DuckOptions options)
    {
        List<(string Name, string Value)> settings =
        [
            // A query must not fetch code from the network.
            ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false"),
            ("preserve_insertion_order", "true"),

            // Its own default is a folder .tmp in the working directory.
            ("temp_directory", options.TempDirectory ?? ""),
        ];
        if (options.Threads > 0)
        {
            settings.Add(("threads", options.Threads.ToString(CultureInfo.InvariantCulture)));
        }

        if (options.MemoryLimitBytes > 0)
        {
            settings.Add(("memory_limit", options.MemoryLimitBytes.ToString(CultureInfo.InvariantCulture) + "B"));
        }

        return settings;
    }
}
