using System.Runtime.Versioning;
using Xunit;

namespace Fathom.Tests.Cli.Query;

[SupportedOSPlatform("linux")]
public sealed class QueryCommandTests(QueryFixture fixture) : IClassFixture<QueryFixture>
{
    private const string Sql = "SELECT name, size, mtime FROM entries WHERE type = 'f' ORDER BY size";

    [Fact]
    public void Rows_are_printed_in_each_format()
    {
        string[] table = Run($"$fathom query tree.fathom \"{Sql}\" | cut -c1-50").Split('\n');
        Assert.Equal("name          size  mtime", table[0]);
        Assert.Equal("one.txt          5  2020-01-02 03:04:05", table[1]);
        Assert.StartsWith("two, \"x\".log  3000  2", table[2], StringComparison.Ordinal);
        Assert.StartsWith("name,size,mtime\r\none.txt,5,2020-01-02T03:04:05Z\r\n\"two, \"\"x\"\".log\",3000,", Run($"$fathom query tree.fathom \"{Sql}\" --format csv"), StringComparison.Ordinal);
        Assert.StartsWith("{\"name\":\"one.txt\",\"size\":5,\"mtime\":\"2020-01-02T03:04:05Z\"}\n{", Run($"$fathom query tree.fathom \"{Sql}\" --format jsonl"), StringComparison.Ordinal);
        Assert.StartsWith("[\n{\"name\"", Run($"$fathom query tree.fathom \"{Sql}\" --format json"), StringComparison.Ordinal);
        Assert.Equal("PAR1PAR1", Run($"$fathom query tree.fathom \"{Sql}\" --format parquet > p; head -c4 p; tail -c4 p"));
    }

    [Fact]
    public void The_SQL_may_come_from_standard_input()
    {
        Assert.Equal("2\n2\n", Run("echo 'SELECT 1 + 1 AS \"2\"' | $fathom query tree.fathom"));
        Assert.Equal("2\n2\n", Run("echo 'SELECT 1 + 1 AS \"2\";' | $fathom query tree.fathom -"));
    }

    [Theory]
    [InlineData("csv", "a\r\n1\r\n")]
    [InlineData("jsonl", "{\"a\":1}\n")]
    public void An_answer_in_a_file_is_whole_or_not_there(string format, string content)
    {
        Assert.Equal(content, Run($"rm -f out; $fathom query tree.fathom 'SELECT 1 AS a' --format {format} -o out; cat out"));

        ShellRun exists = fixture.Run($"$fathom query tree.fathom 'SELECT 2 AS a' --format {format} -o out");
        Assert.Equal((2, "fathom query: 'out' exists: give another name, or --overwrite\nTry 'fathom query --help' for more information.\n"), (exists.ExitCode, exists.Error));
        Assert.Equal(content.Replace('1', '2'), Run($"$fathom query tree.fathom 'SELECT 2 AS a' --format {format} -o out --overwrite; cat out"));

        ShellRun failed = fixture.Run("$fathom query tree.fathom \"SELECT error('no') FROM range(9)\" -o broken");
        Assert.Equal(1, failed.ExitCode);
        Assert.Empty(Directory.GetFiles(fixture.Folder, "*broken*"));
    }

    [Fact]
    public void Parquet_in_a_file_holds_the_rows()
    {
        Run($"rm -f p.parquet; $fathom query tree.fathom \"{Sql}\" --format parquet -o p.parquet");
        Assert.Equal("PAR1", Run("head -c4 p.parquet"));
        Assert.Equal(2, fixture.Run("$fathom query tree.fathom 'SELECT 1' --format parquet -o p.parquet").ExitCode);
        Assert.Equal(1, fixture.Run("$fathom query tree.fathom 'SELECT 1; SELECT 2' --format parquet -o q.parquet").ExitCode);
        Assert.Empty(Directory.GetFiles(fixture.Folder, "*q.parquet*"));
    }

    [Theory]
    [InlineData("SELECT nam FROM entries", "fathom query: Binder Error: Referenced column \"nam\" not found")]
    [InlineData("COPY (SELECT 1) TO 'x'", "fathom query: COPY is refused: a query reads the index")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')", "fathom query: function read_text is not available here")]
    [InlineData("FROM '/etc/passwd.csv'", "fathom query: Permission Error")]
    [InlineData("", "fathom query: there is no SQL to run")]
    public void Wrong_or_forbidden_SQL_is_a_message_and_exit_code_1(string sql, string message)
    {
        ShellRun run = fixture.Run($"$fathom query tree.fathom \"{sql.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        Assert.Equal((1, ""), (run.ExitCode, run.Text));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_index_is_named()
    {
        ShellRun run = fixture.Run("$fathom query tree 'SELECT 1'");
        Assert.Equal((1, "fathom query: 'tree' is no index: it has no catalog.sqlite\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public void A_broken_library_path_is_a_clear_message()
    {
        ShellRun run = fixture.Run("FATHOM_LIBDUCKDB=/nowhere/libduckdb.so $fathom query tree.fathom 'SELECT 1'");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/nowhere/libduckdb.so", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_ends_a_query_with_130()
    {
        ShellRun run = fixture.Run("timeout --preserve-status -s INT 5 $fathom query tree.fathom 'SELECT count(*) FROM range(100000000000000)'");
        Assert.Equal((130, ""), (run.ExitCode, run.Text));
        Assert.StartsWith("fathom query: interrupted; the answer is not complete", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_of_statements_runs_one_by_one()
    {
        ShellRun run = fixture.Run("printf 'SELECT 1 AS a;\\nCREATE TABLE t AS\\nSELECT 5 AS b;\\nSELEC;\\n.tables\\n.nope\\nSELECT b FROM t' | $fathom query tree.fathom -i --format csv");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("a\r\n1\r\nname\r\ndirs\r\nentries\r\nerrors\r\nt\r\nb\r\n5\r\n", run.Text);
        Assert.Contains("SELEC", run.Error, StringComparison.Ordinal);
        Assert.Contains("unknown command '.nope'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_prompt_edits_recalls_cancels_and_keeps_a_private_history()
    {
        // Ctrl-C is a key at the prompt and a signal to a query, so each waits for what it is meant for; all other keys may come at once.
        ShellRun run = fixture.Run(
            """
            rm -rf state typed; await() { for i in {1..300}; do grep -qsF -- "$1" typed && return; sleep 0.1; done; }
            (await 'fathom>'; printf 'SELECT 41+1;\r\033[A\033[D2\r'; await '(41 + 12)'; printf 'SELEC\rxx'; await '...> xx'; printf '\003'
            printf 'garbage\025SELECT 7 AS sevn\033[De\005;\r'; printf 'SELECT count(*) FROM range(1000000000000000);\r'; await '000);'; sleep 3; printf '\003'; await cancelled
            printf 'SELECT 5 AS five;\r.quit\r'; sleep 1) | timeout 60 script -qefc "$fathom query tree.fathom -i" typed
            stat -c '%a' state/fathom/history; cat state/fathom/history
            """);
        Assert.Equal(0, run.ExitCode);
        string text = run.Text.Replace("\r", "", StringComparison.Ordinal);
        Assert.Contains("\n(41 + 12)\n", text, StringComparison.Ordinal);
        Assert.Contains("\nseven\n    7\n", text, StringComparison.Ordinal);
        Assert.Contains("\nfathom query: cancelled\n", text, StringComparison.Ordinal);
        Assert.Contains("\nfive\n   5\n", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "600\nSELECT 41+1;\nSELECT 41+12;\nSELEC\nSELECT 7 AS seven;\nSELECT count(*) FROM range(1000000000000000);\nSELECT 5 AS five;\n.quit\n",
            text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-i 'SELECT 1'")]
    [InlineData("-i -o x")]
    [InlineData("'SELECT 1' --format xml")]
    [InlineData("'SELECT 1' --memory-limit x")]
    public void Options_that_make_no_sense_are_refused(string options) =>
        Assert.Equal(2, fixture.Run($"$fathom query tree.fathom {options}").ExitCode);

    [Fact]
    public void Parquet_does_not_go_to_a_terminal()
    {
        ShellRun run = fixture.Run("script -qec \"$fathom query tree.fathom 'SELECT 1' --format parquet\" /dev/null");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Parquet is no text", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_are_cut_to_the_width_of_a_terminal()
    {
        string text = Run("COLUMNS=30 script -qec \"$fathom query tree.fathom \\\"SELECT repeat('x', 50) AS a, 1 AS b\\\"\" /dev/null");
        Assert.Contains("x…  1", text, StringComparison.Ordinal);
    }

    private string Run(string script)
    {
        ShellRun run = fixture.Run(script);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Text;
    }
}
