using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Sql;

/// <summary>SQLite on a small file system of its own, which gets full or read-only.</summary>
public sealed class SqliteFileSystemTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly bool _isMounted;

    public SqliteFileSystemTests() =>
        _isMounted = Shell.Run("mount", "-t", "tmpfs", "-o", "size=1m", "none", _folder.Path).ExitCode == 0;

    public void Dispose()
    {
        if (_isMounted)
        {
            Shell.Run("umount", "-l", _folder.Path).EnsureSuccess();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("WAL")]
    public void A_full_disk_is_recognised_and_nothing_is_lost(string journal)
    {
        Assert.SkipUnless(_isMounted, "mounting needs root");
        using SqliteDatabase database = Create(journal);
        database.Begin();
        IndexException exception = Assert.Throws<IndexException>(() =>
        {
            database.Execute("INSERT INTO t(bytes) VALUES (zeroblob(3000000))");
            database.Commit();
        });
        Assert.True(exception.IsDiskFull, exception.Message);
        Assert.Contains("make room", exception.Message, StringComparison.Ordinal);
        database.Rollback();
        Assert.Equal(1, Count(database));
    }

    [Fact]
    public void A_closed_file_can_be_read_in_a_folder_that_cannot_be_written()
    {
        Assert.SkipUnless(_isMounted, "mounting needs root");
        Create("WAL").Dispose();
        Remount("ro");
        using SqliteDatabase database = SqliteDatabase.Open(Path, readOnly: true, create: false);
        Assert.Equal(1, Count(database));
    }

    [Fact]
    public void What_a_killed_writer_left_is_not_overlooked()
    {
        Assert.SkipUnless(_isMounted, "mounting needs root");
        using (Create("WAL"))
        {
            File.Copy(Path, _folder.At("killed"));
            File.Copy(Path + "-wal", _folder.At("killed-wal"));
        }

        Remount("ro");
        IndexException exception = Assert.Throws<IndexException>(() => SqliteDatabase.Open(_folder.At("killed"), readOnly: true, create: false));
        Assert.Contains("was not closed by its last writer", exception.Message, StringComparison.Ordinal);
        Remount("rw");
        using SqliteDatabase database = SqliteDatabase.Open(_folder.At("killed"), readOnly: true, create: false);
        Assert.Equal(1, Count(database));
    }

    private string Path => _folder.At("50% of ü.sqlite");

    private SqliteDatabase Create(string journal)
    {
        SqliteDatabase database = SqliteDatabase.Open(Path, readOnly: false, create: true);
        database.Execute($"PRAGMA journal_mode = {journal}; CREATE TABLE t(bytes BLOB); INSERT INTO t VALUES (x'00')");
        return database;
    }

    private void Remount(string mode) => Shell.Run("mount", "-o", $"remount,{mode}", _folder.Path).EnsureSuccess();

    private static long Count(SqliteDatabase database)
    {
        using SqliteStatement statement = database.Prepare("SELECT count(*) FROM t");
        Assert.True(statement.Step());
        return statement.Long(0);
    }
}
