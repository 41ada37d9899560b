using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Output;

public sealed class SizeFormatTests
{
    private static readonly string[] s_blockSizes =
    [
        "1", "K", "1K", "k", "KB", "1KB", "kB", "KiB", "M", "1M", "MB", "MiB", "G", "3", "7K", "T", "P", "E", "4E", "010", "0x20", "'1",
        "human-readable", "hum", "si", "s", "KD", "512",
    ];

    /// <summary>Sparse files of many sizes, read by the du of this machine.</summary>
    [Fact]
    public void Every_format_prints_what_GNU_du_prints()
    {
        List<ulong> sizes = Sizes();
        (string Options, SizeFormat Format)[] formats =
        [
            ("-h", SizeFormat.Human), ("--si", SizeFormat.Si), ("-k", SizeFormat.Kibibytes), ("-m", SizeFormat.Mebibytes), ("-b", SizeFormat.Bytes),
            .. s_blockSizes.Select(size => ($"-B \"{size}\"", Parse(size))),
        ];
        string script = $"""
            dir=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d); trap 'rm -r "$dir"' EXIT; cd "$dir"
            for size in {string.Join(' ', sizes)}; do truncate -s $size $size 2>/dev/null; done
            unset DU_BLOCK_SIZE BLOCK_SIZE BLOCKSIZE POSIXLY_CORRECT
            {string.Join('\n', formats.Select(format => $"echo '# {format.Options.Replace("'", "'\\''", StringComparison.Ordinal)}'; du --apparent-size {format.Options} -- *"))}
            """;
        string[] lines = ShellRun.Of(script).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int index = -1;
        int compared = 0;
        foreach (string line in lines)
        {
            if (line.StartsWith('#'))
            {
                Assert.Equal($"# {formats[++index].Options}", line);
                continue;
            }

            string[] fields = line.Split('\t');
            Assert.Equal($"{formats[index].Options} {fields[1]}: {fields[0]}", $"{formats[index].Options} {fields[1]}: {formats[index].Format.ToText(ulong.Parse(fields[1]))}");
            compared++;
        }

        Assert.Equal(formats.Length - 1, index);
        Assert.True(compared > formats.Length * 100, $"only {compared} sizes were compared");
    }

    [Theory]
    [InlineData("-h", "16E")]
    [InlineData("--si", "19E")]
    public void The_largest_size_is_printed(string option, string expected) =>
        Assert.Equal(expected, (option == "-h" ? SizeFormat.Human : SizeFormat.Si).ToText(ulong.MaxValue));

    [Fact]
    public void The_largest_size_in_blocks_does_not_overflow()
    {
        Assert.Equal("18446744073709551615", SizeFormat.Bytes.ToText(ulong.MaxValue));
        Assert.Equal("18014398509481984", SizeFormat.Kibibytes.ToText(ulong.MaxValue));
        Assert.Equal("2", Parse("10E").ToText(ulong.MaxValue));
    }

    [Theory]
    [InlineData("DU_BLOCK_SIZE=M BLOCK_SIZE=1", "1M")]
    [InlineData("BLOCK_SIZE=1 BLOCKSIZE=M", "4096")]
    [InlineData("BLOCKSIZE=512", "8")]
    [InlineData("POSIXLY_CORRECT=1", "8")]
    [InlineData("POSIXLY_CORRECT=1 BLOCK_SIZE=human-readable", "4.0K")]
    [InlineData("DU_BLOCK_SIZE=bogus BLOCK_SIZE=1", "4")]
    [InlineData("POSIXLY_CORRECT=1 DU_BLOCK_SIZE=0", "8")]
    [InlineData("DU_BLOCK_SIZE=", "4")]
    [InlineData("LC_ALL=C", "4")]
    public void The_environment_is_read_as_GNU_du_reads_it(string assignments, string expected)
    {
        string gnu = ShellRun.Of($"f=$(mktemp); truncate -s 4096 $f; unset DU_BLOCK_SIZE BLOCK_SIZE BLOCKSIZE POSIXLY_CORRECT; env {assignments} du --apparent-size $f | cut -f1; rm $f").Text.Trim();
        Dictionary<string, string> variables = assignments.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(expected, SizeFormat.FromEnvironment(variables.GetValueOrDefault).ToText(4096));
        Assert.Equal(gnu, expected);
    }

    private static SizeFormat Parse(string text)
    {
        Assert.Equal(SizeError.None, SizeFormat.TryParse(text, out SizeFormat format));
        return format;
    }

    private static List<ulong> Sizes()
    {
        SortedSet<ulong> sizes = [0, 1, 9, 10, 511, 512, 513, 999, 1000, 1001, 1023, 1024, 1025, (ulong)long.MaxValue];
        Random random = new(7);
        foreach (ulong unit in new ulong[] { 1024, 1000 })
        {
            ulong power = unit;
            for (int i = 1; i <= 6; i++, power *= unit)
            {
                foreach (double factor in new[] { 1, 1.05, 1.1, 1.9, 1.95, 2, 9.9, 9.95, 9.99, 10, 10.5, 99.9, 100, 999, 999.5, 999.9, 1023, 1023.5 })
                {
                    decimal size = (decimal)factor * power;
                    if (size + 1 < long.MaxValue)
                    {
                        sizes.UnionWith([(ulong)size - 1, (ulong)size, (ulong)size + 1]);
                    }
                }
            }
        }

        for (int i = 0; i < 300; i++)
        {
            sizes.Add((ulong)random.NextInt64() >> random.Next(60));
        }

        return [.. sizes];
    }
}
