using System.Runtime.CompilerServices;
using Fathom.Index;
using Fathom.Tests.Support;

namespace Fathom.Tests.Index;

/// <summary>Points the test process to the libraries: it runs from another folder than the binary that they stand beside.</summary>
internal static class IndexLibrariesSetup
{
    // Before the first test: whichever runs first loads a library for all.
    [ModuleInitializer]
    internal static void SetPaths()
    {
        IndexLibraries.DuckDbPath = Environment.GetEnvironmentVariable("FATHOM_LIBDUCKDB") is { Length: > 0 } path
            ? path
            : RepositoryRoot.At("out/libduckdb.so");
        IndexLibraries.SqlitePath = Environment.GetEnvironmentVariable("FATHOM_LIBSQLITE3");
    }
}
