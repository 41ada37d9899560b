using System.Buffers;
using System.Runtime.Versioning;
using Fathom.Cli;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

[SupportedOSPlatform("linux")]
public sealed class PrintedBytesTests
{
    [Theory]
    [InlineData("C", "")]
    [InlineData("C.UTF-8", "")]
    [InlineData("C", "-8")]
    [InlineData("C.UTF-8", "-8")]
    public void Names_of_all_bytes_are_printed_as_rsync_prints_them(string locale, string option)
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder.At("to"));
        ShellRun made = ShellRun.Of($"mkdir '{folder.Path}/from' && cd '{folder.Path}/from' || exit\n{Maker}\nls -A | wc -l");
        Assert.True(made.ExitCode == 0 && int.Parse(made.Text, System.Globalization.CultureInfo.InvariantCulture) > 1000, made.Error);
        ShellRun rsync = ShellRun.Of($"cd '{folder.Path}' && rsync -an {option} --out-format=':%n' from/ to/", ("LC_ALL", locale));

        PrintedBytes printed = new(option == "-8", PrintedBytes.IsUtf8Locale(name => name == "LC_ALL" ? locale : null));
        ArrayBufferWriter<byte> lines = new();
        foreach (byte[] name in NamesIn(folder.At("from")))
        {
            printed.Write(lines, [(byte)':', .. name]);
            lines.Write("\n"u8);
        }

        Assert.Equal(Sorted(rsync.Output), Sorted(lines.WrittenSpan.ToArray()));
    }

    [Theory]
    [InlineData("LC_ALL=C.UTF-8", true)]
    [InlineData("LC_ALL=C LANG=de_DE.UTF-8", false)]
    [InlineData("LC_ALL= LANG=de_DE.utf8", true)]
    [InlineData("LANG=C LC_CTYPE=en_US.UTF-8", true)]
    [InlineData("", false)]
    public void The_locale_comes_from_the_first_variable_that_is_set(string environment, bool isUtf8)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);
        Assert.Equal(isUtf8, PrintedBytes.IsUtf8Locale(variables.GetValueOrDefault));
    }

    // Every byte alone and behind a letter, what looks like an escape, and 1000 names that are nearly UTF-8.
    private const string Maker = """
        python3 - <<'E'
        import os, random
        r = random.Random(7)
        names = {bytes([b]) for b in range(1, 256) if b not in (46, 47)} | {b'a' + bytes([b]) + b'z' for b in range(1, 256) if b != 47}
        names |= {b'\\#123', b'a\\#12', b'a\\#1234', b'\\#99', b'\\#999', b'\xe9\\#123'}
        heads = [b'\xc2', b'\xc3', b'\xe0', b'\xe2', b'\xed', b'\xef', b'\xf0', b'\xf4', b'\xf7', b'\xf8', b'\xfb', b'\xfc', b'\xfd', b'\xfe', b'\xc1']
        while len(names) < 1600:
            names.add(b''.join(r.choice(heads + [b'a', b'\\', b'#']) + bytes(r.choice([0x80, 0x84, 0x88, 0x90, 0x9f, 0xa0, 0xbf, 0x41]) for _ in range(r.randrange(6))) for _ in range(2)))
        for name in names:
            open(name, 'w').close()
        E
        """;

    private static List<byte[]> NamesIn(string directory)
    {
        ShellRun run = ShellRun.Of($"cd '{directory}' && find . -mindepth 1 -printf '%P\\0'");
        return Split(run.Output, 0);
    }

    private static string[] Sorted(byte[] lines)
    {
        string[] all = [.. Split(lines, (byte)'\n').Select(Convert.ToHexString).Where(line => line != Convert.ToHexString(":./"u8))];
        Array.Sort(all, StringComparer.Ordinal);
        return all;
    }

    private static List<byte[]> Split(byte[] bytes, byte end)
    {
        List<byte[]> parts = [];
        foreach (Range range in bytes.AsSpan().Split(end))
        {
            if (!bytes.AsSpan()[range].IsEmpty)
            {
                parts.Add(bytes[range]);
            }
        }

        return parts;
    }
}
