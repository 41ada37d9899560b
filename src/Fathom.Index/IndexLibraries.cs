namespace Fathom.Index;

/// <summary>Where the native libraries of an index are. Set before the first index is opened; a later change has no effect.</summary>
/// <remarks>Without a path, a library is looked for beside the program and then where the system keeps its libraries.</remarks>
public static class IndexLibraries
{
    /// <summary>Path of libduckdb; null or empty to look for it.</summary>
    public static string? DuckDbPath { get; set; }

    /// <summary>Path of libsqlite3; null or empty to look for it.</summary>
    public static string? SqlitePath { get; set; }
}
