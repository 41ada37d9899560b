using System.Globalization;
using System.Text;
using System.Text.Json;
using Fathom.Cli;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Export;

public sealed class ExportSystemTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ExportSystemTests() => Script(
        "$fathom gen t --shape odd --entries 1500 && echo 1 > t/$'bad\\xff,\"name\\n' && ln -s $'to\\xfe' t/link && ln t/$'bad\\xff,\"name\\n' t/second "
        + "&& $fathom scan t -o t.fathom -q && find t -print0 | LC_ALL=C sort -z > paths");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_has_the_bytes_of_every_name()
    {
        Script("$fathom export t.fathom out.csv");

        List<string[]> rows = ParseCsv(File.ReadAllBytes(_folder.At("out.csv")));

        Assert.Equal("path,type,size,allocated,inode,device,nlink,uid,gid,mode,mtime_ns,ctime_ns,atime_ns,target", string.Join(',', rows[0]));
        AssertPaths(rows.Skip(1).Select(row => row[0]));
        Assert.Equal("to\u00fe", Assert.Single(rows, row => row[0] == "t/link")[13]);
        Assert.Equal(Find("%s"), rows.Skip(1).Sum(row => long.Parse(row[2], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Json_lines_have_the_bytes_of_every_name()
    {
        ShellRun run = Run("$fathom export t.fathom - --format jsonl");

        List<JsonElement> rows = [.. run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        AssertPaths(rows.Select(row => Encoding.Latin1.GetString(
            row.TryGetProperty("path_b64", out JsonElement exact) ? exact.GetBytesFromBase64() : Encoding.UTF8.GetBytes(row.GetProperty("path").GetString()!))));
        Assert.Equal(Find("%s"), rows.Sum(row => row.GetProperty("size").GetInt64()));
    }

    [Fact]
    public void Sqlite_has_typed_tables_with_indexes_and_the_bytes_of_every_name()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sqlite3"), "no sqlite3");
        Script("$fathom export t.fathom out.sqlite");

        Assert.Equal(Find("%s").ToString(CultureInfo.InvariantCulture), Sqlite("SELECT sum(size) FROM entries WHERE typeof(size) = 'integer'"));
        Assert.Equal(Sqlite("SELECT count(*) FROM entries WHERE type = 'd'"), Sqlite("SELECT count(*) FROM dirs"));
        Assert.Equal(Run("du -s -B1 t | cut -f1").Text.Trim(), Sqlite("SELECT allocated FROM dirs WHERE path = 't'"));
        Assert.Contains("USING", Sqlite("EXPLAIN QUERY PLAN SELECT * FROM entries WHERE path = 't/link'"), StringComparison.Ordinal);
        AssertPaths(Sqlite("SELECT hex(coalesce(path_raw, CAST(path AS BLOB))) FROM entries").Split('\n')
            .Select(hex => Encoding.Latin1.GetString(Convert.FromHexString(hex))));
    }

    [Fact]
    public void Ncdu_shows_the_totals_of_du()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ncdu"), "no ncdu");
        Script("$fathom export t.fathom out.ncdu.json && ncdu -e -f out.ncdu.json -o round.json && ncdu -0 -o real.json t");

        Assert.Equal(Ncdu("real.json"), Ncdu("round.json"));
        Assert.Equal(Ncdu("real.json"), Ncdu("out.ncdu.json"));
        Assert.Equal(Paths().Count, Ncdu("out.ncdu.json").Count);
    }

    [Fact]
    public void Parquet_is_read_by_others()
    {
        Assert.SkipUnless(Directory.Exists(RepositoryRoot.At("artifacts/npm/node_modules/nodejs-polars")), "no nodejs-polars");
        Script("$fathom export t.fathom out.parquet");

        ShellRun run = Node("""
            const pl = require('nodejs-polars');
            const frame = pl.readParquet('out.parquet').select('path', 'size');
            console.log(frame.height, frame.getColumn('size').sum());
            """);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal($"{Paths().Count} {Find("%s")}", run.Text.Trim());
    }

    [Fact]
    public void An_index_itself_is_read_by_others_with_the_same_totals()
    {
        Assert.SkipUnless(Directory.Exists(RepositoryRoot.At("artifacts/npm/node_modules/hyparquet")), "no hyparquet");

        ShellRun run = Node("""
            const fs = require('fs');
            const pl = require('nodejs-polars');
            const { DuckDBInstance } = require('@duckdb/node-api');
            const parts = fs.readdirSync('t.fathom/entries').map(name => `t.fathom/entries/${name}`);
            (async () => {
              const { parquetReadObjects } = await import('hyparquet');
              const { compressors } = await import('hyparquet-compressors');
              const read = async path => { const bytes = fs.readFileSync(path);
                return await parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), compressors, utf8: false }); };
              let rows = 0, size = 0n;
              for (const part of parts) for (const row of await read(part)) { rows++; size += BigInt(row.size); }
              const root = (await read('t.fathom/dirs/all.parquet')).find(row => row.depth === 0);
              console.log(rows, String(size), String(root.allocated));
              const frames = parts.map(part => pl.readParquet(part).select('size'));
              const top = pl.readParquet('t.fathom/dirs/all.parquet').select('depth', 'allocated').filter(pl.col('depth').eq(0));
              console.log(frames.reduce((n, f) => n + f.height, 0), frames.reduce((n, f) => n + Number(f.getColumn('size').sum()), 0), Number(top.getColumn('allocated').sum()));
              const connection = await (await DuckDBInstance.create()).connect();
              const reader = await connection.runAndReadAll("SELECT count(*), sum(size), (SELECT allocated FROM 't.fathom/dirs/all.parquet' WHERE depth = 0) FROM 't.fathom/entries/*.parquet'");
              console.log(reader.getRowsJson()[0].join(' '));
            })();
            """);

        Assert.True(run.ExitCode == 0, run.Error);
        string expected = $"{Paths().Count} {Find("%s")} {Run("du -s -B1 t | cut -f1").Text.Trim()}";
        Assert.Equal([expected, expected, expected], run.Text.Trim().Split('\n'));
        if (File.Exists("/usr/bin/sqlite3"))
        {
            Assert.Equal($"{Paths().Count}", Run("sqlite3 t.fathom/catalog.sqlite 'SELECT sum(rows) FROM part WHERE kind = 0'").Text.Trim());
        }
    }

    [Fact]
    public void One_directory_is_exported_alone()
    {
        Script("mkdir -p s/a/b s/ab && touch s/a/b/f s/ab/f && $fathom scan s -o s.fathom -q && $fathom export s.fathom a.csv --under a && $fathom export s.fathom a.ncdu.json --under a");

        Assert.Equal(["path", "s/a", "s/a/b", "s/a/b/f"], ParseCsv(File.ReadAllBytes(_folder.At("a.csv"))).Select(row => row[0]).Order(StringComparer.Ordinal));
        Assert.Equal(["b", "f", "s/a"], Ncdu("a.ncdu.json").Select(line => line.Split('\t')[0]));
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("sqlite")]
    [InlineData("ncdu.json")]
    public void A_file_that_exists_stays_and_a_full_disk_leaves_nothing(string suffix)
    {
        File.WriteAllText(_folder.At("out." + suffix), "mine");
        ShellRun run = Run($"$fathom export t.fathom out.{suffix}");
        Assert.Equal(ExitCode.DoneWithErrors, run.ExitCode);
        Assert.Contains("--overwrite", run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.At("out." + suffix)));
        Script($"$fathom export t.fathom out.{suffix} --overwrite && test $(stat -c %s out.{suffix}) -gt 1000 && ! ls out.{suffix}.*");

        Script("mkdir -p m");
        string full = $"unshare -m bash -c 'mount -t tmpfs -o size=16k none m && {{ $fathom export t.fathom m/out.{suffix}; echo $?; ls -A m; }}'";
        Assert.SkipUnless(Run("unshare -m true").ExitCode == 0, "mounting needs root");
        ShellRun refused = Run(full);
        Assert.Equal("1\n", refused.Text);
        Assert.Contains("fathom export: ", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out.xls", "cannot tell the format")]
    [InlineData("-", "needs --format")]
    [InlineData("- --format sqlite", "needs a file")]
    public void What_makes_no_sense_is_refused(string arguments, string message)
    {
        ShellRun run = Run($"$fathom export t.fathom {arguments}");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_export_quietly()
    {
        ShellRun run = Run("$fathom export t.fathom - --format csv | head -n 1 | wc -l; echo ${PIPESTATUS[0]}");

        Assert.StartsWith("1\n", run.Text, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    private void AssertPaths(IEnumerable<string> paths) => Assert.Equal(Paths(), paths.Order(StringComparer.Ordinal));

    // Each byte is one character.
    private List<string> Paths() =>
        [.. Encoding.Latin1.GetString(File.ReadAllBytes(_folder.At("paths"))).Split('\0', StringSplitOptions.RemoveEmptyEntries)];

    private long Find(string field) => Run($"find t -printf '{field}\\n'").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Sum(line => long.Parse(line, CultureInfo.InvariantCulture));

    private string Sqlite(string sql) => Run($"sqlite3 out.sqlite \"{sql}\"").Text.Trim();

    // Name, sizes and node of each block, sorted. A JSON parser for text cannot take names that are no UTF-8.
    private List<string> Ncdu(string file)
    {
        using JsonDocument document = JsonDocument.Parse(Encoding.Latin1.GetString(File.ReadAllBytes(_folder.At(file))));
        List<string> lines = [];
        Stack<JsonElement> open = new([document.RootElement[3]]);
        while (open.TryPop(out JsonElement next))
        {
            if (next.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement child in next.EnumerateArray())
                {
                    open.Push(child);
                }
            }
            else
            {
                string name = next.GetProperty("name").GetString()!;
                lines.Add(string.Join('\t', name.EndsWith("/t", StringComparison.Ordinal) ? "t" : name, Number("asize"), Number("dsize"), next.TryGetProperty("notreg", out _)));
            }

            string Number(string key) => next.TryGetProperty(key, out JsonElement value) ? value.ToString() : "0";
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static List<string[]> ParseCsv(byte[] bytes)
    {
        List<string[]> rows = [];
        List<string> row = [];
        StringBuilder field = new();
        bool isQuoted = false;
        for (int i = 0; i < bytes.Length; i++)
        {
            char next = (char)bytes[i];
            if (isQuoted && next == '"' && i + 1 < bytes.Length && bytes[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (next == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && next is (',' or '\n'))
            {
                row.Add(field.ToString());
                field.Clear();
                if (next == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
            else if (isQuoted || next != '\r')
            {
                field.Append(next);
            }
        }

        return rows;
    }

    private ShellRun Node(string script)
    {
        File.WriteAllText(_folder.At("script.js"), script);
        return Run($"ln -sfn {RepositoryRoot.At("artifacts/npm/node_modules")} node_modules && node script.js");
    }

    private ShellRun Run(string script) => ShellRun.Of($"cd {_folder.Path} && {script}");

    private void Script(string script)
    {
        ShellRun run = Run(script);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
