using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Sql;

public sealed class DuckDatabaseTests
{
    [Fact]
    public void Options_reach_the_database()
    {
        using TempFolder folder = new();
        using DuckDatabase database = DuckDatabase.Open(new DuckOptions
        {
            Threads = 3,
            MemoryLimitBytes = 100L << 20,
            TempDirectory = folder.At("spill"),
        });
        using DuckConnection connection = database.Connect();
        Assert.Equal("3", Setting(connection, "threads"));
        Assert.Equal("100.0 MiB", Setting(connection, "memory_limit"));
        Assert.Equal(folder.At("spill"), Setting(connection, "temp_directory"));
        Assert.Equal("false", Setting(connection, "autoinstall_known_extensions"));
        Assert.Equal("false", Setting(connection, "autoload_known_extensions"));
        Assert.Equal("true", Setting(connection, "preserve_insertion_order"));
    }

    [Fact]
    public void Without_a_folder_nothing_spills()
    {
        using DuckDatabase database = DuckDatabase.Open(new DuckOptions());
        using DuckConnection connection = database.Connect();
        Assert.Equal("", Setting(connection, "temp_directory"));
    }

    [Fact]
    public void A_connection_outlives_its_database()
    {
        DuckDatabase database = DuckDatabase.Open(new DuckOptions { Threads = 1 });
        using DuckConnection connection = database.Connect();
        database.Dispose();
        Assert.Equal(1, connection.ScalarLong("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(database.Connect);
    }

    [Fact]
    public void Negative_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DuckOptions { Threads = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DuckOptions { MemoryLimitBytes = -1 });
    }

    private static string? Setting(DuckConnection connection, string name) =>
        connection.ScalarText($"SELECT current_setting({SqlText.Literal(name)})::VARCHAR");
}
