using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Query;

[SupportedOSPlatform("linux")]
public sealed class IndexQueryTests : IDisposable
{
    private readonly SampleIndex _sample = SampleIndex.Of(static tree =>
    {
        Directory.CreateDirectory(Path.Combine(tree, "a/deep"));
        Directory.CreateDirectory(Path.Combine(tree, "b"));
        File.WriteAllText(Path.Combine(tree, "a/one.TXT"), "12345");
        File.WriteAllText(Path.Combine(tree, "a/deep/two.log"), new string('x', 3000));
        File.WriteAllText(Path.Combine(tree, "b/three.log"), "x");
        File.CreateSymbolicLink(Path.Combine(tree, "b/link"), "../a");
    });

    private readonly SavedIndex _index;
    private readonly IndexQuery _query;

    public IndexQueryTests()
    {
        _index = _sample.Open();
        _query = IndexQuery.Open(_index);
    }

    public void Dispose()
    {
        _query.Dispose();
        _index.Dispose();
        _sample.Dispose();
    }

    [Theory]
    [InlineData("SELECT name FROM entries WHERE extension = 'log' ORDER BY ALL", "three.log;two.log")]
    [InlineData("SELECT count(*) FROM entries", "8")]
    [InlineData("SELECT sum(size) FROM entries WHERE type = 'f'", "3006")]
    [InlineData("SELECT replace(path, '{tree}', '') FROM entries WHERE size = 5", "/a/one.TXT")]
    [InlineData("SELECT e.name, replace(d.path, '{tree}', '') FROM entries e JOIN dirs d USING (dir_id) WHERE e.size = 1", "three.log|/b")]
    [InlineData("SELECT replace(e.path, '{tree}', '') FROM entries e WHERE size = 1", "/b/three.log")]
    [InlineData("SELECT count(*) FROM (FROM entries) WHERE path LIKE '%.log'", "2")]
    [InlineData("SELECT name FROM entries WHERE dir_id IN (FROM under('{tree}/a/')) AND type = 'f' ORDER BY 1", "one.TXT;two.log")]
    [InlineData("SELECT entries, dirs FROM dirs WHERE depth = 0", "8|4")]
    [InlineData("SELECT count(*) FROM errors", "0")]
    [InlineData("SELECT NULL, 1.5::DOUBLE, 2.50::DECIMAL(9,2), true, 'a;b', '\\xff'::BLOB", "NULL|1.5|2.50|1|a;b|FF")]
    [InlineData("SELECT TIMESTAMP_NS '2020-01-02 03:04:05.5', TIMESTAMP '2020-01-02 03:04:05.5', TIMESTAMPTZ '2020-01-02 03:04:05+01'", "1577934245500000000|2020-01-02T03:04:05.5Z|2020-01-02T02:04:05+00Z")]
    [InlineData("SELECT DATE '2020-01-02', [1, 2], {'a': 1}, INTERVAL 1 DAY, 18446744073709551615", "2020-01-02|[1, 2]|{'a': 1}|1 day|18446744073709551615")]
    [InlineData("SELECT human(0), human(1023), human(1024), human(1025), human(10240), human(10241), human(-5e9::BIGINT)", "0|1023|1.0K|1.1K|10K|11K|-4.7G")]
    [InlineData("SELECT days(current_timestamp - INTERVAL 3 DAY)", "3")]
    [InlineData("PIVOT (SELECT type FROM entries) ON type IN ('d', 'f', 'l') USING count(*)", "4|3|1")]
    [InlineData("VALUES (1), (2) ORDER BY 1 DESC; -- done", "2;1")]
    public void Answers_are_those_of_the_tree(string sql, string answer) => Assert.Equal(answer.Replace("+00Z", "Z", StringComparison.Ordinal), Ask(sql));

    [Fact]
    public void Tables_and_views_in_memory_live_until_the_end()
    {
        Ask("CREATE TABLE big AS SELECT name, size FROM entries WHERE size > 100 AND type = 'f'");
        Ask("INSERT INTO big VALUES ('x', 1)");
        Ask("CREATE VIEW places AS SELECT path FROM entries");
        Assert.Equal("2", Ask("SELECT count(*) FROM big"));
        Assert.Equal("8", Ask("SELECT count(*) FROM places"));
        Ask("DROP TABLE big");
        Assert.Equal("dirs;entries;errors;places", Ask("SHOW TABLES"));
        Assert.Contains("path|VARCHAR", Ask("DESCRIBE entries"), StringComparison.Ordinal);
        Assert.DoesNotContain("link_order", Ask("DESCRIBE entries"), StringComparison.Ordinal);
        Assert.Contains("PARQUET", Ask("EXPLAIN SELECT name FROM entries"), StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(Ask("SUMMARIZE entries"));
    }

    [Theory]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM main.\"read_text\" /* */ ('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text\u00A0('/etc/passwd')")]
    [InlineData("SELECT * FROM read_csv('{folder}/secret.csv')")]
    [InlineData("FROM '{folder}/secret.csv'")]
    [InlineData("FROM '{folder}/link.csv'")]
    [InlineData("FROM '{folder}/tree.fathom/dirs/../../secret.csv'")]
    [InlineData("FROM 'https://localhost/x.parquet'")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("SELECT getenv('HOME')")]
    [InlineData("COPY (SELECT 1) TO '{part}'")]
    [InlineData("COPY (SELECT 1) TO '{folder}/out.csv'")]
    [InlineData("EXPLAIN ANALYZE COPY (SELECT 1) TO '{part}' (FORMAT parquet, USE_TMP_FILE false)")]
    [InlineData("EXPLAIN (ANALYZE) COPY (SELECT 1) TO '{part}' (FORMAT parquet, USE_TMP_FILE false)")]
    [InlineData("EXPLAIN /* */ ANALYZE EXPLAIN ANALYZE COPY (SELECT 1) TO '{part}' (FORMAT parquet, USE_TMP_FILE false)")]
    [InlineData("PREPARE p AS COPY (SELECT 1) TO '{part}'")]
    [InlineData("ATTACH '{part}' AS x")]
    [InlineData("ATTACH '{folder}/new.duckdb'")]
    [InlineData("ATTACH ':memory:' AS m")]
    [InlineData("EXPORT DATABASE '{folder}/out'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET memory_limit = '1GB'")]
    [InlineData("SET VARIABLE a = 1")]
    [InlineData("RESET ALL")]
    [InlineData("PRAGMA database_list")]
    [InlineData("CALL enable_logging(storage = 'file', storage_path = '{part}')")]
    [InlineData("SELECT * FROM enable_logging(storage = 'file', storage_path = '{folder}/log')")]
    [InlineData("SELECT * FROM \"Enable_Logging\"(storage = 'file', storage_path = '{part}')")]
    [InlineData("FROM query('FROM enable_log' || 'ging()')")]
    [InlineData("FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))")]
    [InlineData("CREATE MACRO m() AS TABLE FROM enable_logging()")]
    [InlineData("FROM U&\"enable\\005flogging\"()")]
    [InlineData("CREATE PERSISTENT SECRET s (TYPE http)")]
    [InlineData("CREATE OR REPLACE TEMPORARY SECRET s (TYPE http)")]
    [InlineData("DROP PERSISTENT SECRET s")]
    [InlineData("CHECKPOINT")]
    [InlineData("VACUUM")]
    [InlineData("BEGIN")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; COPY (SELECT 1) TO '{part}'")]
    [InlineData("SELECT 1) AS x; COPY (SELECT 1) TO '{part}'; SELECT * FROM (SELECT 1")]
    [InlineData("; EXPLAIN ANALYZE COPY (SELECT 1) TO '{part}'")]
    [InlineData("(EXPLAIN SELECT 1)")]
    [InlineData("SELECT ?")]
    [InlineData("")]
    [InlineData("-- nothing")]
    public void What_reaches_outside_is_refused_and_changes_nothing(string sql)
    {
        _sample.Folder.Write("secret.csv", "a\n1\n");
        File.CreateSymbolicLink(_sample.Folder.At("link.csv"), _sample.Folder.At("secret.csv"));
        string part = _sample.Folder.At("tree.fathom/entries/part-000001.parquet");
        Assert.True(File.Exists(part), string.Join(' ', Directory.GetFiles(Path.GetDirectoryName(part)!)));
        string before = Contents();
        string text = sql.Replace("{part}", part, StringComparison.Ordinal).Replace("{folder}", _sample.Folder.Path, StringComparison.Ordinal);
        Assert.Throws<IndexException>(() => Ask(text));
        Assert.Equal(before, Contents());
        Assert.Equal("8", Ask("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void Rows_become_Parquet_at_the_one_place_that_was_named()
    {
        string path = _sample.Folder.At("it's.parquet");
        using (IndexQuery query = IndexQuery.Open(_index, exportPath: path))
        {
            Assert.Equal(3, query.WriteParquet("SELECT path, size, size AS size FROM entries WHERE type = 'f' ORDER BY size; -- end"));
            Assert.Throws<IndexException>(() => query.WriteParquet("SELECT 1; SELECT 2"));
            Assert.Throws<IndexException>(() => query.WriteParquet("SELECT 1) TO '/tmp/x'; --"));
            Assert.Throws<IndexException>(() => query.WriteParquet("INSERT INTO errors VALUES (1)"));
        }

        using DuckDatabase database = DuckDatabase.Open(new DuckOptions());
        using DuckConnection connection = database.Connect();
        Assert.Equal(3006, connection.ScalarLong($"SELECT sum(size) FROM read_parquet({SqlText.Literal(path)})"));
        Assert.Throws<InvalidOperationException>(() => _query.WriteParquet("SELECT 1"));
    }

    [Fact]
    public void A_cancelled_query_ends_and_the_next_one_runs()
    {
        using CancellationTokenSource source = new();
        using (QueryRows rows = _query.Run("SELECT i FROM range(100000000000) r(i)", source.Token))
        {
            Assert.True(rows.Read());
            source.Cancel();
            Assert.Throws<OperationCanceledException>(() =>
            {
                while (rows.Read())
                {
                }
            });
        }

        Assert.Throws<OperationCanceledException>(() => _query.Run("SELECT 1", source.Token));
        Assert.Equal("1", Ask("SELECT 1"));
    }

    [Fact]
    public void Sorts_that_outgrow_their_memory_go_to_the_disk()
    {
        using IndexQuery query = IndexQuery.Open(_index, new SessionOptions { MemoryLimitBytes = 64 << 20, Threads = 2 });
        using QueryRows rows = query.Run("SELECT count(*) FROM (SELECT i, md5(i::VARCHAR) AS m FROM range(1500000) r(i) ORDER BY m OFFSET 1)");
        Assert.True(rows.Read());
        Assert.Equal(1_499_999, rows.Integer(0));
    }

    [Fact]
    public void Errors_of_the_walk_are_a_table()
    {
        MemoryNode bad = MemoryNode.Directory([.. "bad"u8, 0xFF]);
        bad.OpenError = Errno.EACCES;
        string path = _sample.Folder.At("errors.fathom");
        using (IndexScan scan = IndexScan.Create(path, ["root"u8.ToArray()], new ScanOptions()))
        {
            using MemoryTree tree = new(MemoryNode.Directory("root", bad, MemoryNode.File("good")));
            scan.Walk(0, tree);
            scan.Finish();
        }

        using SavedIndex index = SavedIndex.Open(path);
        using IndexQuery query = IndexQuery.Open(index);
        Assert.Equal(@"root/bad\xff|726F6F742F626164FF|OpenDirectory|13", Ask(query, "SELECT path, path_raw, stage, errno FROM errors"));
    }

    private string Contents()
    {
        StringBuilder all = new();
        foreach (string file in Directory.GetFiles(_sample.Folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (!file.Contains("catalog.sqlite-", StringComparison.Ordinal))
            {
                all.AppendLine($"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}");
            }
        }

        return all.ToString();
    }

    private string Ask(string sql) => Ask(_query, sql.Replace("{tree}", _sample.Tree, StringComparison.Ordinal));

    private static string Ask(IndexQuery query, string sql)
    {
        using QueryRows rows = query.Run(sql);
        List<string> lines = [];
        while (rows.Read())
        {
            lines.Add(string.Join('|', rows.Columns.Select((column, i) => Show(rows, i, column.Kind))));
        }

        return string.Join(';', lines);
    }

    private static string Show(QueryRows rows, int column, QueryValueKind kind) => rows.IsNull(column) ? "NULL" : kind switch
    {
        QueryValueKind.Integer or QueryValueKind.Boolean or QueryValueKind.Nanoseconds => $"{rows.Integer(column)}",
        QueryValueKind.Real => $"{rows.Real(column)}",
        QueryValueKind.Bytes => Convert.ToHexString(rows.Bytes(column)),
        _ => Encoding.UTF8.GetString(rows.Bytes(column)),
    };
}
