using System.Text;
using Fathom.Index;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Index.Sql;

public sealed class DuckResultTests : IDisposable
{
    private readonly DuckDatabase _database = DuckDatabase.Open(new DuckOptions { Threads = 1 });
    private readonly DuckConnection _connection;

    public DuckResultTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Bound_values_come_back()
    {
        using DuckStatement statement = _connection.Prepare("SELECT ?::BIGINT, ?::VARCHAR, ?::BLOB, ?::BIGINT");
        Assert.Equal(4, statement.ParameterCount);
        Prop.ForAll<long, NonNull<string>, byte[]>((number, text, bytes) =>
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text.Get);
            statement.Bind(1, number);
            statement.Bind(2, utf8);
            statement.BindBlob(3, bytes);
            statement.BindNull(4);
            using DuckResult result = statement.Query();
            DuckChunk chunk = result.Next()!;
            Assert.Equal(1, chunk.Count);
            Assert.Equal(number, chunk.Long(0, 0));
            Assert.Equal(utf8, chunk.Bytes(1, 0));
            Assert.False(chunk.IsNull(1, 0));
            Assert.Equal(bytes ?? [], chunk.Bytes(2, 0));
            Assert.False(chunk.IsNull(2, 0));
            Assert.True(chunk.IsNull(3, 0));
            Assert.Null(result.Next());
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("true", DuckType.Boolean, 1)]
    [InlineData("-7::TINYINT", DuckType.TinyInt, -7)]
    [InlineData("200::UTINYINT", DuckType.UTinyInt, 200)]
    [InlineData("-30000::SMALLINT", DuckType.SmallInt, -30000)]
    [InlineData("60000::USMALLINT", DuckType.USmallInt, 60000)]
    [InlineData("(-2147483648)::INTEGER", DuckType.Integer, int.MinValue)]
    [InlineData("4294967295::UINTEGER", DuckType.UInteger, uint.MaxValue)]
    [InlineData("9223372036854775807", DuckType.BigInt, long.MaxValue)]
    [InlineData("9223372036854775807::UBIGINT", DuckType.UBigInt, long.MaxValue)]
    [InlineData("-9223372036854775808::HUGEINT", DuckType.HugeInt, long.MinValue)]
    [InlineData("5::UHUGEINT", DuckType.UHugeInt, 5)]
    [InlineData("sum(5::BIGINT)", DuckType.HugeInt, 5)]
    [InlineData("DATE '1970-01-02'", DuckType.Date, 1)]
    [InlineData("TIME '00:00:01'", DuckType.Time, 1_000_000)]
    [InlineData("TIMESTAMP '1970-01-01 00:00:01'", DuckType.Timestamp, 1_000_000)]
    [InlineData("TIMESTAMPTZ '1970-01-01 00:00:01+00'", DuckType.TimestampTz, 1_000_000)]
    [InlineData("'1970-01-01 00:00:01'::TIMESTAMP_S", DuckType.TimestampS, 1)]
    [InlineData("'1970-01-01 00:00:01'::TIMESTAMP_MS", DuckType.TimestampMs, 1000)]
    [InlineData("'1970-01-01 00:00:01.000000001'::TIMESTAMP_NS", DuckType.TimestampNs, 1_000_000_001)]
    internal void Integers_and_times_are_read_as_long(string sql, DuckType type, long value)
    {
        using DuckResult result = _connection.Query($"SELECT {sql} AS \"a name\"");
        Assert.Equal([new DuckColumn("a name", type)], result.Columns);
        Assert.Equal(value, result.Next()!.Long(0, 0));
    }

    [Theory]
    [InlineData("1.5::DECIMAL(9, 2)", DuckType.Decimal)]
    [InlineData("[1]", DuckType.List)]
    [InlineData("{'a': 1}", DuckType.Struct)]
    [InlineData("MAP {'a': 1}", DuckType.Map)]
    [InlineData("'a'::ENUM('a')", DuckType.Enum)]
    [InlineData("[1]::INTEGER[1]", DuckType.Array)]
    [InlineData("uuid()", DuckType.Uuid)]
    [InlineData("INTERVAL 1 DAY", DuckType.Interval)]
    [InlineData("1::FLOAT", DuckType.Float)]
    [InlineData("'x'", DuckType.Varchar)]
    internal void Other_types_are_told_and_not_read_as_long(string sql, DuckType type)
    {
        using DuckResult result = _connection.Query($"SELECT {sql}");
        Assert.Equal(type, result.Columns[0].Type);
        DuckChunk chunk = result.Next()!;
        Assert.Throws<ArgumentException>(() => chunk.Long(0, 0));
        Assert.Throws<ArgumentException>(() => chunk.Column<short>(0).Length);
    }

    [Theory]
    [InlineData("9223372036854775808::UBIGINT")]
    [InlineData("9223372036854775808::HUGEINT")]
    [InlineData("9223372036854775808::UHUGEINT")]
    public void What_does_not_fit_a_long_overflows(string sql)
    {
        using DuckResult result = _connection.Query($"SELECT {sql}");
        Assert.Throws<OverflowException>(() => result.Next()!.Long(0, 0));
    }

    [Fact]
    public void A_sum_past_64_bits_is_exact()
    {
        using DuckResult result = _connection.Query("SELECT -sum(9223372036854775807) FROM range(3)");
        Assert.Equal((Int128)long.MaxValue * -3, result.Next()!.HugeInt(0, 0));
    }

    [Fact]
    public void Columns_and_nulls_are_right_in_every_chunk()
    {
        using DuckResult result = _connection.Query("SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE 'some longer text ' || i END, i / 2.0::DOUBLE FROM range(10000) r(i)");
        long next = 0;
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++, next++)
            {
                Assert.Equal(next, chunk.Column<long>(0)[row]);
                Assert.Equal(next % 7 == 0, chunk.IsNull(1, row));
                Assert.Equal(next % 7 == 0 ? "" : $"some longer text {next}", Encoding.UTF8.GetString(chunk.Bytes(1, row)));
                Assert.Equal(next / 2.0, chunk.Column<double>(2)[row]);
            }
        }

        Assert.Equal(10_000, next);
    }

    [Fact]
    public void Rows_and_columns_outside_are_refused()
    {
        using DuckResult result = _connection.Query("SELECT 'x'");
        DuckChunk chunk = result.Next()!;
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk.IsNull(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk.Bytes(0, -1).Length);
        Assert.Throws<IndexOutOfRangeException>(() => chunk.IsNull(1, 0));
        Assert.Null(result.Next());
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk.IsNull(0, 0));
    }

    [Theory]
    [InlineData("SELECT 1", DuckStatementKind.Select)]
    [InlineData("FROM range(3)", DuckStatementKind.Select)]
    [InlineData("EXPLAIN SELECT 1", DuckStatementKind.Explain)]
    [InlineData("COPY (SELECT 1) TO '/dev/null' (FORMAT csv)", DuckStatementKind.Copy)]
    [InlineData("CREATE TABLE t(i INT)", DuckStatementKind.Create)]
    [InlineData("SET threads = 1", DuckStatementKind.Set)]
    [InlineData("ATTACH ':memory:' AS x", DuckStatementKind.Attach)]
    internal void A_statement_tells_its_kind_before_it_runs(string sql, DuckStatementKind kind)
    {
        using DuckStatement statement = _connection.Prepare(sql);
        Assert.Equal(kind, statement.Kind);
    }

    [Fact]
    public void A_parameter_that_is_not_there_or_not_utf8_is_refused()
    {
        using DuckStatement statement = _connection.Prepare("SELECT ?");
        Assert.Throws<IndexException>(() => statement.Bind(2, 1));
        Assert.Throws<ArgumentException>(() => statement.Bind(1, [0xff]));
        Assert.Throws<IndexException>(() => statement.Query());
    }

    [Fact]
    public void A_statement_runs_again_with_other_values()
    {
        _connection.Execute("CREATE TABLE t(i BIGINT)");
        using DuckStatement insert = _connection.Prepare("INSERT INTO t VALUES (?), (? + 1)");
        for (int i = 0; i < 3; i++)
        {
            insert.Bind(1, i);
            insert.Bind(2, i);
            Assert.Equal(2, insert.Execute());
        }

        Assert.Equal(9, _connection.ScalarLong("SELECT sum(i) FROM t"));
    }
}
