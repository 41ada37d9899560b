using System.Buffers;
using System.Text;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Output;

public sealed class NameEscaperTests
{
    [Theory]
    [InlineData("plain-name_1.txt", "plain-name_1.txt")]
    [InlineData("a b", "'a b'")]
    [InlineData("a\nb", "'a'$'\\n''b'")]
    [InlineData("a'b", "\"a'b\"")]
    [InlineData("a'\nb", "'a'\\'''$'\\n''b'")]
    [InlineData("", "''")]
    [InlineData("gr\u00fc\u00df", "gr\u00fc\u00df")]
    [InlineData("\e[31m", "''$'\\033''[31m'")]
    [InlineData("#a", "'#a'")]
    [InlineData("a#", "a#")]
    public void Names_look_as_in_GNU_ls(string name, string expected) => Assert.Equal(expected, Escape(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void Bytes_that_are_not_UTF_8_become_octal() => Assert.Equal("'a'$'\\377\\200''b'", Escape([(byte)'a', 0xFF, 0x80, (byte)'b']));

    /// <summary>Random names as files; ls of this machine is the judge, quoted only if needed and always.</summary>
    [Theory]
    [InlineData("shell-escape")]
    [InlineData("shell-escape-always")]
    public void Random_names_are_quoted_as_GNU_ls_quotes_them(string style)
    {
        // ls 9.1 starts such a name with an empty pair of quotes: quotearg.c keeps a flag of its first pass over a name with a single quote.
        List<byte[]> names = [.. RandomNames(1500).DistinctBy(Convert.ToHexString).Where(name => !(name.Contains((byte)'\'') && EndsInEscape(Quote(name))))];
        StringBuilder script = new("dir=$(mktemp -d); trap 'rm -r \"$dir\"' EXIT; cd \"$dir\"\n");
        foreach (byte[] name in names)
        {
            script.Append("n=$'").AppendJoin("", name.Select(value => $"\\x{value:x2}")).Append("'; : >\"./$n\"\n");
        }

        script.Append($"LC_ALL=C.UTF-8 ls -A1 --quoting-style={style}\n");
        string path = Path.GetTempFileName();
        File.WriteAllText(path, script.ToString());
        string[] listed = ShellRun.Of($"bash {path}; rm {path}").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> ours = names.Select(name => style == "shell-escape" ? Escape(name) : Quote(name));
        Assert.Equal(listed.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_shell_reads_every_quoted_name_back()
    {
        List<byte[]> names = [.. RandomNames(1500)];
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "printf '%s\\0' " + string.Join(' ', names.Select(name => $"{Escape(name)} {Quote(name)}")) + "\n");
        byte[] expected = [.. names.SelectMany(name => (byte[])[.. name, 0, .. name, 0])];
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(ShellRun.Of($"LC_ALL=C bash {path}; rm {path}").Output));
    }

    private static bool EndsInEscape(string quoted) => quoted.LastIndexOf("$'", StringComparison.Ordinal) is >= 0 and int start
        && quoted.IndexOf('\'', start + 2) == quoted.Length - 1;

    private static IEnumerable<byte[]> RandomNames(int count)
    {
        Random random = new(11);
        string[] pieces = ["\u00e9", "\u4e2d", "\U0001F600", "\u2028", "\u0085", "a", "Z9", "'", " ", "#", "~", "{", "}", "\"", "$", "\\", "\n", "\t", "\u0001", "\u007f", "!", "^", "?", "="];
        for (int i = 0; i < count; i++)
        {
            List<byte> name = [];
            int length = random.Next(1, 5);
            for (int j = 0; j < length; j++)
            {
                if (random.Next(4) == 0)
                {
                    name.Add((byte)random.Next(1, 256));
                }
                else
                {
                    name.AddRange(Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                }
            }

            name.RemoveAll(value => value == (byte)'/');
            if (name.Count > 0 && !(name.TrueForAll(value => value == (byte)'.') && name.Count < 3))
            {
                yield return [.. name];
            }
        }
    }

    private static string Escape(byte[] name)
    {
        ArrayBufferWriter<byte> output = new();
        NameEscaper.Write(output, name);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Quote(byte[] name)
    {
        ArrayBufferWriter<byte> output = new();
        NameEscaper.WriteQuoted(output, name);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
