using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Interop;

public sealed class NativeLibrariesTests
{
    private static readonly NativeLibrarySource s_missing = new("x", "Nothing", ["libfathom-nothing.so.1", "libfathom-nothing.so"], "Get it.");

    [Fact]
    public void A_missing_library_is_named_with_the_way_to_get_it()
    {
        using TempFolder folder = new();
        IndexException exception = Assert.Throws<IndexException>(() => NativeLibraries.Load(s_missing, null, folder.Path));
        Assert.Equal("The Nothing library (libfathom-nothing.so.1) is missing. Get it.", exception.Message);
    }

    [Fact]
    public void A_configured_path_is_the_only_place()
    {
        using TempFolder folder = new();
        File.CreateSymbolicLink(folder.At("libfathom-nothing.so"), IndexLibraries.DuckDbPath!);
        string path = folder.Write("broken.so", "no library");
        IndexException exception = Assert.Throws<IndexException>(() => NativeLibraries.Load(s_missing, path, folder.Path));
        Assert.Equal($"The Nothing library '{path}' cannot be loaded. Get it.", exception.Message);
    }

    [Fact]
    public void A_library_beside_the_program_is_found_by_any_of_its_names()
    {
        using TempFolder folder = new();
        File.CreateSymbolicLink(folder.At("libfathom-nothing.so"), IndexLibraries.DuckDbPath!);
        nint library = NativeLibraries.Load(s_missing, "", folder.Path);
        Assert.True(NativeLibrary.TryGetExport(library, "duckdb_open_ext", out _));
    }

    [Fact]
    public void A_library_of_the_system_is_found()
    {
        using TempFolder folder = new();
        nint library = NativeLibraries.Load(NativeLibraries.SqliteSource, null, folder.Path);
        Assert.True(NativeLibrary.TryGetExport(library, "sqlite3_open_v2", out _));
    }

    [Fact]
    public void Advice_names_the_package_and_the_variable()
    {
        Assert.Contains("FATHOM_LIBDUCKDB", NativeLibraries.DuckDbSource.Advice, StringComparison.Ordinal);
        Assert.Contains("@duckdb/node-bindings", NativeLibraries.DuckDbSource.Advice, StringComparison.Ordinal);
        Assert.Contains("libsqlite3-0", NativeLibraries.SqliteSource.Advice, StringComparison.Ordinal);
        Assert.Contains("FATHOM_LIBSQLITE3", NativeLibraries.SqliteSource.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Structures_have_the_sizes_of_C()
    {
        Assert.Equal(16, Unsafe.SizeOf<DuckString>());
        Assert.Equal(48, Unsafe.SizeOf<DuckNativeResult>());
    }
}
