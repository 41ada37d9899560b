using System.Buffers;
using System.Text;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Output.Results;

public sealed class ResultWriterTests
{
    private static readonly ResultColumn[] s_columns =
    [
        new("name", ResultKind.Name), new("size", ResultKind.Size), new("n", ResultKind.Number), new("t", ResultKind.Time),
        new("raw", ResultKind.Bytes), new("digest", ResultKind.Digest), new("note", ResultKind.Text), new("ok", ResultKind.Boolean),
    ];

    [Fact]
    public void A_table_aligns_columns_and_numbers_to_the_right()
    {
        string[] lines = Print(ResultFormat.Table, s_columns, WriteRows).Split('\n');
        Assert.Equal("name    size     n  t                    raw    digest  note      ok", lines[0]);
        Assert.Equal("a.txt   2.0K     7  1970-01-01 00:00:01  x\\xff  0aff    one\\ntwo  true", lines[1]);
        Assert.Equal("ü,\"b   -1.0K  12.5".PadRight(lines[0].Length - "ok".Length) + "false", lines[2]);
    }

    [Fact]
    public void Csv_quotes_what_RFC_4180_wants_quoted()
    {
        Assert.Equal(
            "name,size,n,t,raw,digest,note,ok\r\n"
            + "a.txt,2048,7,1970-01-01T00:00:01.500000000Z,x\\xff,0aff,\"one\ntwo\",true\r\n"
            + "\"ü,\"\"b\",-1024,12.5,,,,\"\",false\r\n",
            Print(ResultFormat.Csv, s_columns, WriteRows));
    }

    [Fact]
    public void Json_has_numbers_booleans_null_and_bytes_in_base64()
    {
        const string First = """{"name":"a.txt","size":2048,"n":7,"t":"1970-01-01T00:00:01.500000000Z","raw_b64":"eP8=","digest":"0aff","note":"one\ntwo","ok":true}""";
        const string Second = """{"name":"ü,\"b","size":-1024,"n":12.5,"t":null,"raw_b64":null,"digest":null,"note":"","ok":false}""";
        Assert.Equal($"{First}\n{Second}\n", Print(ResultFormat.JsonLines, s_columns, WriteRows));
        Assert.Equal($"[\n{First},\n{Second}\n]\n", Print(ResultFormat.Json, s_columns, WriteRows));
    }

    [Fact]
    public void No_rows_leave_the_header_or_an_empty_array()
    {
        ResultColumn[] columns = [new("a", ResultKind.Text), new("b", ResultKind.Number)];
        Assert.Equal("a  b\n", Print(ResultFormat.Table, columns, static _ => { }));
        Assert.Equal("a,b\r\n", Print(ResultFormat.Csv, columns, static _ => { }));
        Assert.Equal("[]\n", Print(ResultFormat.Json, columns, static _ => { }));
        Assert.Equal("", Print(ResultFormat.JsonLines, columns, static _ => { }));
    }

    [Fact]
    public void Names_that_are_no_utf8_stay_bytes_and_have_base64_in_json()
    {
        ResultColumn[] columns = [new("name", ResultKind.Name)];
        Assert.Equal("name\r\n\"a\xff,\"\r\n", Encoding.Latin1.GetString(PrintBytes(ResultFormat.Csv, columns, WriteName)));
        Assert.Equal("name\na\xff,\n", Encoding.Latin1.GetString(PrintBytes(ResultFormat.Table, columns, WriteName)));
        Assert.Equal("{\"name\":\"a\uFFFD,\",\"name_b64\":\"Yf8s\"}\n", Print(ResultFormat.JsonLines, columns, WriteName));

        static void WriteName(ResultWriter writer)
        {
            writer.Text([(byte)'a', 0xFF, (byte)',']);
            writer.EndRow();
        }
    }

    [Fact]
    public void On_a_terminal_names_are_quoted_and_texts_cut_to_the_width()
    {
        ResultStyle style = new() { IsTerminal = true, Width = 20 };
        ResultColumn[] columns = [new("name", ResultKind.Name), new("text", ResultKind.Text)];
        string[] lines = Print(ResultFormat.Table, columns, WriteLong, style).Split('\n');
        Assert.Equal("name       text", lines[0]);
        Assert.Equal("'a b'      \\x1b[2Jx…", lines[1]);
        Assert.Equal("aaaaaaaa…  short", lines[2]);

        static void WriteLong(ResultWriter writer)
        {
            writer.Text("a b"u8);
            writer.Text("\e[2Jxxxxxxxxxxxxxxxxxxxxxxxxxxxx"u8);
            writer.EndRow();
            writer.Text("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"u8);
            writer.Text("short"u8);
            writer.EndRow();
        }
    }

    [Fact]
    public void Rows_after_those_that_were_measured_go_out_as_they_come()
    {
        ArrayBufferWriter<byte> output = new();
        using ResultWriter writer = ResultWriter.Open(ResultFormat.Table, [new("n", ResultKind.Number)], output, new ResultStyle());
        for (int i = 0; i < 998; i++)
        {
            writer.Number(i);
            writer.EndRow();
        }

        Assert.Equal(0, output.WrittenCount);

        // 1000 with the header.
        for (int i = 998; i < 1005; i++)
        {
            writer.Number(i);
            writer.EndRow();
        }

        Assert.EndsWith("\n999\n1000\n1001\n1002\n1003\n1004\n", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
        writer.End();
        Assert.Equal(1006, output.WrittenSpan.Count((byte)'\n'));
    }

    [Fact]
    public void Columns_of_one_name_have_keys_of_their_own()
    {
        ResultColumn[] columns = [new("a", ResultKind.Number), new("a", ResultKind.Number)];
        Assert.Equal("{\"a\":1,\"a_1\":170141183460469231731687303715884105727}\n", Print(ResultFormat.JsonLines, columns, static writer =>
        {
            writer.Number(1);
            writer.Text("170141183460469231731687303715884105727"u8);
            writer.EndRow();
        }));
    }

    [Theory]
    [InlineData(0L, "1970-01-01T00:00:00Z")]
    [InlineData(-1L, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775807Z")]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224192Z")]
    public void Times_are_ISO_8601_to_the_nanosecond(long nanoseconds, string text)
    {
        ArrayBufferWriter<byte> output = new();
        ResultText.WriteTime(output, nanoseconds);
        Assert.Equal(text, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static void WriteRows(ResultWriter writer)
    {
        writer.Text("a.txt"u8);
        writer.Number(2048);
        writer.Number(7);
        writer.Number(1_500_000_000);
        writer.Text([(byte)'x', 0xFF]);
        writer.Text([0x0A, 0xFF]);
        writer.Text("one\ntwo"u8);
        writer.Number(1);
        writer.EndRow();
        writer.Text("ü,\"b"u8);
        writer.Number(-1024);
        writer.Real(12.5);
        writer.Null();
        writer.Null();
        writer.Null();
        writer.Text(""u8);
        writer.Number(0);
        writer.EndRow();
    }

    private static string Print(ResultFormat format, ResultColumn[] columns, Action<ResultWriter> write, ResultStyle? style = null) =>
        Encoding.UTF8.GetString(PrintBytes(format, columns, write, style));

    private static byte[] PrintBytes(ResultFormat format, ResultColumn[] columns, Action<ResultWriter> write, ResultStyle? style = null)
    {
        ArrayBufferWriter<byte> output = new();
        using ResultWriter writer = ResultWriter.Open(format, columns, output, style ?? new ResultStyle());
        write(writer);
        writer.End();
        return output.WrittenSpan.ToArray();
    }
}
