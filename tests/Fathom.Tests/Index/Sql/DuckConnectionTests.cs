using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Sql;

public sealed class DuckConnectionTests : IDisposable
{
    private readonly DuckDatabase _database = DuckDatabase.Open(new DuckOptions { Threads = 2 });
    private readonly DuckConnection _connection;

    public DuckConnectionTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Statements_run_in_order_and_count_their_changes()
    {
        Assert.Equal(5, _connection.ExecuteChanges("CREATE TABLE t(i BIGINT); INSERT INTO t VALUES (1), (2), (3); UPDATE t SET i = i + 1 WHERE i > 1"));
        Assert.Equal(8, _connection.ScalarLong("SELECT sum(i) FROM t"));
        Assert.Equal(3, _connection.ExecuteChanges("DELETE FROM t;;"));
    }

    [Fact]
    public void Text_without_a_statement_does_nothing()
    {
        Assert.Equal(0, _connection.ExecuteChanges(""));
        Assert.Equal(0, _connection.ExecuteChanges("-- only a comment"));
        Assert.Contains("not 0", Assert.Throws<IndexException>(() => _connection.Query("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_is_one_statement()
    {
        Assert.Contains("not 2", Assert.Throws<IndexException>(() => _connection.Query("SELECT 1; SELECT 2")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELEC 1", "syntax error")]
    [InlineData("SELECT * FROM missing", "missing does not exist")]
    [InlineData("SELECT CAST('x' AS BIGINT)", "Could not convert string 'x'")]
    [InlineData("INSTALL spatial_of_nobody; LOAD spatial_of_nobody", "spatial_of_nobody")]
    public void An_error_is_an_IndexException_with_the_message_of_DuckDB(string sql, string text)
    {
        Assert.Contains(text, Assert.Throws<IndexException>(() => _connection.Execute(sql)).Message, StringComparison.Ordinal);
        Assert.Equal(1, _connection.ScalarLong("SELECT 1"));
    }

    [Fact]
    public void Text_that_is_no_utf8_or_has_a_zero_is_refused()
    {
        Assert.Contains("UTF-8", Assert.Throws<IndexException>(() => _connection.Execute("SELECT '\uDCFF'")).Message, StringComparison.Ordinal);
        Assert.Contains("zero", Assert.Throws<IndexException>(() => _connection.Execute("SELECT 1\0; DROP TABLE t")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scalar_is_null_without_a_row_and_for_NULL()
    {
        Assert.Null(_connection.ScalarLong("SELECT 1 WHERE false"));
        Assert.Null(_connection.ScalarLong("SELECT NULL::BIGINT"));
        Assert.Null(_connection.ScalarText("SELECT NULL::VARCHAR"));
        Assert.Equal("grüße, länger als zwölf", _connection.ScalarText("SELECT 'grüße, länger als zwölf'"));
    }

    [Fact]
    public void An_error_in_the_middle_of_a_stream_comes_out_of_Next()
    {
        using DuckResult result = _connection.Query("SELECT CASE WHEN i < 3000000 THEN i ELSE error('row ' || i)::BIGINT END FROM range(4000000) r(i)");
        IndexException exception = Assert.Throws<IndexException>(() => Drain(result));
        Assert.Contains("row 3000000", exception.Message, StringComparison.Ordinal);
        Assert.Null(result.Next());
    }

    [Fact]
    public void A_result_is_made_while_it_is_read()
    {
        // A materialized one would not fit any memory.
        using DuckResult result = _connection.Query("SELECT i FROM range(1000000000000) r(i)");
        long next = 0;
        for (int i = 0; i < 500; i++)
        {
            DuckChunk chunk = result.Next()!;
            Assert.Equal(next, chunk.Long(0, 0));
            next += chunk.Count;
        }
    }

    [Fact]
    public void A_statement_may_follow_a_result_that_was_not_read()
    {
        using (_connection.Query("SELECT i FROM range(1000000000) r(i)"))
        {
        }

        DuckResult open = _connection.Query("SELECT i FROM range(1000000000) r(i)");
        Assert.NotNull(open.Next());
        Assert.Equal(1, _connection.ScalarLong("SELECT 1"));
        open.Dispose();
        open.Dispose();
    }

    [Fact]
    public void An_interrupt_ends_the_running_statement()
    {
        using GateSource source = new();
        _connection.AddSource("gate", [new DuckColumn("i", DuckType.BigInt)], source);
        Thread interrupter = new(() =>
        {
            source.Started.Wait();
            _connection.Interrupt();
            source.Interrupted.Set();
        });
        interrupter.Start();
        Deadline.Run(() => Assert.Throws<OperationCanceledException>(() => _connection.Execute("CREATE TABLE t AS SELECT * FROM gate()")));
        interrupter.Join();
        Assert.Equal(1, _connection.ScalarLong("SELECT 1"));
    }

    [Fact]
    public void An_interrupt_ends_a_stream()
    {
        using DuckResult result = _connection.Query("SELECT i FROM range(1000000000000) r(i)");
        Assert.NotNull(result.Next());
        Thread interrupter = new(_connection.Interrupt);
        interrupter.Start();
        Deadline.Run(() => Assert.Throws<OperationCanceledException>(() => Drain(result)));
        interrupter.Join();
        Assert.Null(result.Next());
    }

    [Fact]
    public void An_interrupt_before_a_statement_ends_it_and_no_other()
    {
        _connection.Interrupt();
        Assert.Throws<OperationCanceledException>(() => _connection.Execute("SELECT 1"));
        Assert.Equal(1, _connection.ScalarLong("SELECT 1"));
    }

    [Fact]
    public void An_interrupt_after_the_end_does_nothing()
    {
        DuckConnection other = _database.Connect();
        other.Dispose();
        other.Interrupt();
        Assert.Equal(1, _connection.ScalarLong("SELECT 1"));
    }

    [Fact]
    public void A_full_disk_is_recognised()
    {
        IndexException exception = Assert.Throws<IndexException>(() => _connection.Execute("COPY (SELECT i FROM range(1000000) r(i)) TO '/dev/full' (FORMAT csv)"));
        Assert.True(exception.IsDiskFull, exception.Message);
        Assert.False(Assert.Throws<IndexException>(() => _connection.Execute("SELEC")).IsDiskFull);
    }

    [Fact]
    public void Connections_share_the_database()
    {
        using DuckConnection other = _database.Connect();
        other.Execute("CREATE TABLE t AS SELECT 42 AS i");
        Assert.Equal(42, _connection.ScalarLong("SELECT i FROM t"));
    }

    private static void Drain(DuckResult result)
    {
        while (result.Next() is not null)
        {
        }
    }

    /// <summary>Endless rows, after an interrupt has come.</summary>
    private sealed class GateSource : IVectorSource, IDisposable
    {
        internal ManualResetEventSlim Started { get; } = new();

        internal ManualResetEventSlim Interrupted { get; } = new();

        public int Fill(in VectorWriter output)
        {
            Started.Set();
            Interrupted.Wait();
            output.Column<long>(0).Clear();
            return output.Capacity;
        }

        public void Dispose()
        {
            Started.Dispose();
            Interrupted.Dispose();
        }
    }
}
