using System.Globalization;
using System.Runtime.Versioning;
using Fathom.Tests.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

/// <summary>Compared with what rsync does with the same string.</summary>
[SupportedOSPlatform("linux")]
public sealed class ChmodRulesTests
{
    private static readonly string[] s_good =
    [
        "+w", "-w", "a+w", "=r", "=", "u=", "u=g", "+X", "a+X", "=X", "D2775,F664", "Dg+s,ug+w,Fo-w,+X", "u+t", "+t", "g+s,u+s", "o+s", "+s", "-s", "0644", "7", "07777",
        "a=rX", "F=x", "u=rwxXst", "Fu+x,Fu-x,g+X", "u+", "g=o", "g+u,o-g", "=s", "u=s", "=t", "a=rw", "644", "o=t", "u=rwx,g=X", "a-x,a+X", "a=,a+X", "DD755", "D7,F7",
        "g+st", "+st", "uo+s", "a=u", "-rwx", "+u", "=u", "-u", "o=", "ugo=rwX",
        "u=o", "g=u", "o=g", "=o", "a=g", "ug=o", "go=u", "g-u", "a-u", "u-g",
    ];

    private static readonly string[] s_bad =
    [
        "u+r-w", "DF644", "FD644", "17777", "8", "ugo", ",", "u+x,", ",u+x", "u+x,,g+x", "u+z", "D", "D,F", "g=uo", "u+xg", "644x", "u644", "+644", "u +x", "ugs=r", "X", "10000",
    ];

    [Theory]
    [InlineData(0x12u)]
    [InlineData(0x3fu)]
    public void Modes_become_what_rsync_makes_of_them(uint umask)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/rsync"), "needs rsync");
        using TempFolder folder = new();
        int[] modes = [0x1a4, 0x1ed, 0x124, 0x1b6, 0x3ff, 0xdff, 0xfff, 0];
        foreach (int mode in modes)
        {
            string name = Convert.ToString(mode, 8);
            File.SetUnixFileMode(folder.Write($"source/f{name}", "x"), (UnixFileMode)mode);
            Directory.CreateDirectory(folder.At($"source/d{name}"));
            File.SetUnixFileMode(folder.At($"source/d{name}"), (UnixFileMode)mode);
        }

        foreach ((int index, string text) in s_good.Index())
        {
            string octal = Convert.ToString(umask, 8);
            Shell.Run("bash", "-c", $"umask {octal}; rsync -rp --chmod='{text}' {folder.At("source")}/ {folder.At($"t{index}")}").EnsureSuccess();
            string[] expected = Shell.Run("find", folder.At($"t{index}"), "-mindepth", "1", "-printf", "%f %m\\n").EnsureSuccess().Lines;
            ChmodRules rules = ChmodRules.Parse(text, umask);
            string[] actual =
            [
                .. modes.Select(mode => Line('f', mode, rules.Apply(0x8000 | (uint)mode))),
                .. modes.Select(mode => Line('d', mode, rules.Apply(0x4000 | (uint)mode))),
            ];
            Assert.True(expected.Order(StringComparer.Ordinal).SequenceEqual(actual.Order(StringComparer.Ordinal)), $"{text}: {string.Join(", ", expected.Except(actual))}");
        }

        static string Line(char kind, int mode, uint made) =>
            string.Create(CultureInfo.InvariantCulture, $"{kind}{Convert.ToString(mode, 8)} {Convert.ToString(made & 0xfff, 8)}");
    }

    [Fact]
    public void What_rsync_refuses_is_refused_by_name()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/rsync"), "needs rsync");
        using TempFolder folder = new();
        folder.Write("source/file", "x");
        foreach (string text in s_bad)
        {
            Assert.NotEqual(0, Shell.Run("rsync", "-rp", $"--chmod={text}", folder.At("source/"), folder.At("target")).ExitCode);
            ArgumentException wrong = Assert.Throws<ArgumentException>(() => ChmodRules.Parse(text, 0x12));
            Assert.Contains($"--chmod={text}", wrong.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_rules_change_nothing()
    {
        ChmodRules none = ChmodRules.Parse("", 0x12);

        Assert.True(none.IsEmpty);
        Assert.Equal(0x8fffu, none.Apply(0x8fff));
    }
}
