using System.Runtime.InteropServices;
using System.Text;
using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Sql;

public sealed class DuckSourceTests : IDisposable
{
    private static readonly DuckColumn[] s_columns =
    [
        new("i", DuckType.BigInt), new("t", DuckType.TimestampNs), new("name", DuckType.Varchar), new("raw", DuckType.Blob),
    ];

    private readonly TempFolder _folder = new();
    private readonly DuckDatabase _database = DuckDatabase.Open(new DuckOptions { Threads = 1 });
    private readonly DuckConnection _connection;

    public DuckSourceTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_million_rows_survive_a_copy_to_Parquet_and_back()
    {
        const int Rows = 1_000_000;
        using NumberedSource source = new(Rows);
        _connection.AddSource("walk", s_columns, source);
        string file = SqlText.Literal(_folder.At("part's [a]*?.parquet"));
        Assert.Equal(Rows, _connection.ExecuteChanges(
            $"COPY (FROM walk()) TO {file} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"));

        Assert.Equal(9, _connection.ScalarLong($"SELECT count(DISTINCT row_group_id) FROM parquet_metadata({file})"));
        using DuckResult result = _connection.Query($"SELECT i, t, name, raw FROM read_parquet({file})");
        Assert.Equal(s_columns, result.Columns);
        int next = 0;
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++, next++)
            {
                Assert.True(next == chunk.Long(0, row) && next * 1_000_000_007L == chunk.Column<long>(1)[row], $"row {next}");
                Assert.True(chunk.Bytes(2, row).SequenceEqual(NumberedSource.Name(next)), $"name of row {next}");
                Assert.True(chunk.IsNull(3, row) == (next % 3 == 0), $"null of row {next}");
                Assert.True(next % 3 == 0 || chunk.Bytes(3, row).SequenceEqual(NumberedSource.Raw(next)), $"raw of row {next}");
            }
        }

        Assert.Equal(Rows, next);
    }

    [Fact]
    public void A_source_starts_again_for_the_next_query()
    {
        using NumberedSource source = new(5000);
        _connection.AddSource("walk", s_columns, source);
        Assert.Equal(5000, _connection.ScalarLong("SELECT count(*) FROM walk()"));
        source.Restart();
        Assert.Equal(4999L * 5000 / 2, _connection.ScalarLong("SELECT sum(i) FROM walk()"));
        Assert.Equal(0, _connection.ScalarLong("SELECT count(*) FROM walk()"));
    }

    [Fact]
    public void Long_names_survive_sorting_streaming_and_several_threads()
    {
        _connection.Execute("SET threads = 2");
        using NumberedSource source = new(300_000);
        _connection.AddSource("walk", s_columns, source);
        using DuckResult result = _connection.Query("SELECT name, i FROM walk() WHERE i % 2 = 1 ORDER BY i DESC");
        int next = 299_999;
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++, next -= 2)
            {
                Assert.True(chunk.Bytes(0, row).SequenceEqual(NumberedSource.Name(next)), $"name of row {next}");
            }
        }

        Assert.Equal(-1, next);
    }

    [Theory]
    [InlineData("CREATE TABLE t AS FROM bad()")]
    [InlineData("SELECT count(*) FROM bad()")]
    public void An_exception_in_a_source_comes_out_of_the_statement(string sql)
    {
        _connection.AddSource("bad", [new DuckColumn("i", DuckType.BigInt)], new ThrowingSource(after: 10));
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => _connection.Execute(sql));
        Assert.Contains(nameof(ThrowingSource), exception.StackTrace, StringComparison.Ordinal);
        Assert.Equal(1, _connection.ScalarLong("SELECT 1"));
    }

    [Fact]
    public void An_exception_in_a_source_comes_out_of_a_stream()
    {
        _connection.AddSource("bad", [new DuckColumn("i", DuckType.BigInt)], new ThrowingSource(after: 1000));
        using DuckResult result = _connection.Query("FROM bad()");
        Assert.NotNull(result.Next());
        Assert.Throws<InvalidDataException>(() =>
        {
            while (result.Next() is not null)
            {
            }
        });
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2049)]
    public void A_source_cannot_claim_more_rows_than_fit(int rows)
    {
        _connection.AddSource("liar", [new DuckColumn("i", DuckType.BigInt)], new ClaimingSource(rows));
        Assert.Throws<InvalidOperationException>(() => _connection.Execute("FROM liar()"));
    }

    [Fact]
    public void A_column_is_written_as_a_type_of_its_size()
    {
        _connection.AddSource("narrow", [new DuckColumn("i", DuckType.Integer)], new ClaimingSource(1));
        Assert.Throws<ArgumentException>(() => _connection.Execute("FROM narrow()"));
    }

    [Fact]
    public void A_source_makes_no_values_whose_layout_is_unknown()
    {
        Assert.Throws<ArgumentException>(() => _connection.AddSource("x", [new DuckColumn("i", DuckType.List)], new ClaimingSource(0)));
    }

    [Fact]
    public void A_source_serves_every_connection_and_its_name_is_taken_once()
    {
        using NumberedSource source = new(10);
        using DuckConnection other = _database.Connect();
        _connection.AddSource("walk", s_columns, source);
        Assert.Equal(10, other.ScalarLong("SELECT count(*) FROM walk()"));
        Assert.Throws<ArgumentException>(() => other.AddSource("Walk", s_columns, source));
    }

    /// <summary>Rows made of their number; the memory of the names is written anew for each chunk.</summary>
    private sealed unsafe class NumberedSource(int rows) : IVectorSource, IDisposable
    {
        private const int Width = 64;

        private readonly byte* _arena = (byte*)NativeMemory.Alloc(2048 * Width * 2);
        private int _next;

        internal static byte[] Name(int i) => Encoding.UTF8.GetBytes($"ä{i}".PadRight(i % 40 + 8, 'n'));

        internal static byte[] Raw(int i) => [.. Enumerable.Repeat((byte)(i | 0x80), i % 30)];

        public int Fill(in VectorWriter output)
        {
            Span<long> numbers = output.Column<long>(0);
            Span<long> times = output.Column<long>(1);
            Span<DuckString> names = output.Strings(2);
            Span<DuckString> raws = output.Strings(3);
            Span<ulong> valid = output.Validity(3);
            int count = Math.Min(output.Capacity, rows - _next);
            for (int row = 0; row < count; row++, _next++)
            {
                numbers[row] = _next;
                times[row] = _next * 1_000_000_007L;
                names[row] = Store(Name(_next), _arena + (row * Width));
                raws[row] = Store(Raw(_next), _arena + ((2048 + row) * Width));
                if (_next % 3 == 0)
                {
                    valid[row >> 6] &= ~(1UL << (row & 63));
                }
            }

            return count;
        }

        internal void Restart() => _next = 0;

        public void Dispose() => NativeMemory.Free(_arena);

        private static DuckString Store(byte[] bytes, byte* place)
        {
            bytes.CopyTo(new Span<byte>(place, Width));
            return DuckString.Of(place, bytes.Length);
        }
    }

    private sealed class ThrowingSource(int after) : IVectorSource
    {
        private int _chunks;

        public int Fill(in VectorWriter output)
        {
            output.Column<long>(0).Clear();
            return _chunks++ < after ? output.Capacity : throw new InvalidDataException("the source is broken");
        }
    }

    private sealed class ClaimingSource(int rows) : IVectorSource
    {
        public int Fill(in VectorWriter output)
        {
            output.Column<long>(0).Clear();
            return rows;
        }
    }
}
