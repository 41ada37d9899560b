using System.Text;
using Fathom.Index;
using Fathom.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Index.Sql;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;

    public SqliteDatabaseTests() => _path = _folder.At("a ?%#'ü.sqlite");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_come_back_as_they_were_bound()
    {
        using SqliteDatabase database = Create();
        using SqliteStatement insert = database.Prepare("INSERT INTO t(id, text, bytes) VALUES (?, ?, ?)");
        using SqliteStatement select = database.Prepare("SELECT id, text, bytes, NULL FROM t WHERE id = ?");
        Assert.Equal(0, insert.ColumnCount);
        Assert.Equal(4, select.ColumnCount);
        Prop.ForAll<long, NonNull<string>, byte[]>((id, text, bytes) =>
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text.Get);
            database.Execute("DELETE FROM t");
            insert.Bind(1, id);
            insert.Bind(2, utf8);
            insert.BindBlob(3, bytes);
            Assert.False(insert.Step());
            select.Bind(1, id);
            Assert.True(select.Step());
            Assert.Equal(id, select.Long(0));
            Assert.Equal(utf8, select.Bytes(1));
            Assert.Equal(Encoding.UTF8.GetString(utf8), select.Text(1));
            Assert.False(select.IsNull(1));
            Assert.Equal(bytes ?? [], select.Bytes(2));
            Assert.False(select.IsNull(2));
            Assert.True(select.IsNull(3));
            Assert.False(select.Step());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_bound_NULL_is_null()
    {
        using SqliteDatabase database = Create();
        using SqliteStatement statement = database.Prepare("SELECT ?, ?");
        statement.BindNull(1);
        statement.Bind(2, "text");
        Assert.True(statement.Step());
        Assert.True(statement.IsNull(0));
        Assert.Equal(0, statement.Long(0));
        Assert.Empty(statement.Bytes(0).ToArray());
        Assert.Equal("text", statement.Text(1));
    }

    [Fact]
    public void A_statement_runs_again_after_a_reset()
    {
        using SqliteDatabase database = Create();
        database.Execute("INSERT INTO t(id) VALUES (1), (2)");
        Assert.Equal(2, database.Changes);
        using SqliteStatement statement = database.Prepare("SELECT id FROM t ORDER BY id");
        Assert.True(statement.Step());
        statement.Reset();
        Assert.True(statement.Step());
        Assert.Equal(1, statement.Long(0));
    }

    [Fact]
    public void A_rollback_drops_and_a_commit_keeps()
    {
        using SqliteDatabase database = Create();
        database.Begin();
        Assert.True(database.IsInTransaction);
        database.Execute("INSERT INTO t(id) VALUES (1)");
        database.Rollback();
        database.Rollback();
        database.Begin();
        database.Execute("INSERT INTO t(id) VALUES (2)");
        database.Commit();
        Assert.False(database.IsInTransaction);
        Assert.Equal([2], Ids(database));
    }

    [Fact]
    public void An_error_names_the_file_and_says_why()
    {
        using SqliteDatabase database = Create();
        string message = Assert.Throws<IndexException>(() => database.Execute("SELECT * FROM missing")).Message;
        Assert.Contains(_path, message, StringComparison.Ordinal);
        Assert.Contains("no such table: missing", message, StringComparison.Ordinal);
        Assert.Contains("no such column", Assert.Throws<IndexException>(() => database.Prepare("SELECT x FROM t")).Message, StringComparison.Ordinal);
        database.Execute("INSERT INTO t(id) VALUES (1)");
        using SqliteStatement insert = database.Prepare("INSERT INTO t(id) VALUES (1)");
        IndexException exception = Assert.Throws<IndexException>(() => insert.Step());
        Assert.Contains("UNIQUE constraint failed: t.id (code 1555)", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.IsDiskFull);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -- only a comment")]
    [InlineData("SELECT 1; SELECT 2")]
    public void A_prepared_text_is_one_statement(string sql)
    {
        using SqliteDatabase database = Create();
        Assert.Throws<ArgumentException>(() => database.Prepare(sql));
        database.Prepare("SELECT 1; \n").Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_missing_file_is_made_only_on_demand(bool readOnly)
    {
        IndexException exception = Assert.Throws<IndexException>(() => SqliteDatabase.Open(_path, readOnly, create: false));
        Assert.Contains("unable to open database file", exception.Message, StringComparison.Ordinal);
        Assert.Contains(_path, exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_when_it_is_opened()
    {
        _folder.Write("other", new string('x', 5000));
        IndexException exception = Assert.Throws<IndexException>(() => SqliteDatabase.Open(_folder.At("other"), readOnly: true, create: false));
        Assert.Contains("file is not a database", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_no_utf8_is_refused()
    {
        IndexException exception = Assert.Throws<IndexException>(() => SqliteDatabase.Open(_folder.At("\uDCFF"), readOnly: false, create: true));
        Assert.Contains("UTF-8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_sees_the_log_of_an_open_writer()
    {
        using SqliteDatabase writer = Create();
        writer.Execute("INSERT INTO t(id) VALUES (7)");
        using SqliteDatabase reader = SqliteDatabase.Open(_path, readOnly: true, create: false);
        Assert.Equal([7], Ids(reader));
        Assert.Contains("readonly", Assert.Throws<IndexException>(() => reader.Execute("DELETE FROM t")).Message, StringComparison.Ordinal);
    }

    private SqliteDatabase Create()
    {
        SqliteDatabase database = SqliteDatabase.Open(_path, readOnly: false, create: true);
        database.Execute("PRAGMA journal_mode = WAL; CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT, bytes BLOB)");
        return database;
    }

    private static List<long> Ids(SqliteDatabase database)
    {
        List<long> ids = [];
        using SqliteStatement statement = database.Prepare("SELECT id FROM t ORDER BY id");
        while (statement.Step())
        {
            ids.Add(statement.Long(0));
        }

        return ids;
    }
}
