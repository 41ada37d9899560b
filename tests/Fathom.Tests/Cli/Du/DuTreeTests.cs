using Fathom.Cli;
using Fathom.Local;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Cli.Du;

/// <summary>What a person sees: du under a pseudo-terminal.</summary>
public sealed class DuTreeTests(DuFixture trees)
{
    [Theory]
    [InlineData(TreeShape.Mix, 100, 20)]
    [InlineData(TreeShape.Odd, 100, 20)]
    [InlineData(TreeShape.Odd, 30, 10)]
    [InlineData(TreeShape.Deep, 100, 20)]
    [InlineData(TreeShape.Deep, 60, 50)]
    [InlineData(TreeShape.Flat, 200, 50)]
    public void The_tree_fits_the_window(TreeShape shape, int columns, int lines)
    {
        string[] shown = Show(columns, lines, "-a", trees.Tree(shape));

        Assert.InRange(shown.Length, 2, lines);
        Assert.All(shown, line => Assert.InRange(TextWidth.Of(System.Text.Encoding.UTF8.GetBytes(line)), 1, columns - 1));
        Assert.Contains("█", shown[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_biggest_comes_first_with_the_longest_bar()
    {
        using TempFolder folder = new();
        folder.Write("small/x", new string('x', 10_000));
        folder.Write("big/x", new string('x', 900_000));
        folder.Write("middle/x", new string('x', 90_000));

        string[] shown = Show(100, 20, "--apparent-size", folder.Path);

        Assert.Equal(["big", "middle", "small"], shown[1..4].Select(static line => line[(line.LastIndexOf(' ') + 1)..]));
        int[] bars = [.. shown[..4].Select(static line => line.Count(static letter => letter == '█'))];
        Assert.Equal(bars.OrderDescending(), bars);
        Assert.True(bars[0] > bars[2]);
    }

    [Fact]
    public void No_name_reaches_the_terminal_with_its_control_characters()
    {
        using TempFolder folder = new();
        folder.Write("line\nfeed/x", "1");
        folder.Write("\u001b[31mred/x", "1");

        string text = string.Join('\n', Show(100, 20, "-a", folder.Path));

        Assert.Contains("'line'$'\\n''feed'", text, StringComparison.Ordinal);
        Assert.Contains("$'\\033'", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void A_chain_of_directories_with_nothing_else_takes_one_line()
    {
        using TempFolder folder = new();
        folder.Write("a/b/c/x", new string('x', 9_000_000));
        folder.Write("a/b/c/y/z", new string('x', 5_000_000));

        string[] shown = Show(100, 20, folder.Path);

        Assert.Equal(3, shown.Length);
        Assert.EndsWith("└─ a/b/c", shown[1], StringComparison.Ordinal);
        Assert.EndsWith("   └─ y", shown[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Several_roots_share_the_window()
    {
        string[] shown = Show(100, 30, trees.Tree(TreeShape.Mix), trees.Tree(TreeShape.Odd), trees.Tree(TreeShape.Wide));

        Assert.InRange(shown.Length, 18, 30);
        Assert.Equal(3, shown.Count(static line => line.Contains("100%  /", StringComparison.Ordinal)));
    }

    [Fact]
    public void Colours_are_there_unless_the_user_forbids_them()
    {
        string tree = trees.Tree(TreeShape.Mix);

        Assert.Contains(Run("", 100, 20, tree), static line => line.Contains("\u001b[1;34m", StringComparison.Ordinal));
        Assert.DoesNotContain(Show(100, 20, tree), static line => line.Contains('\u001b', StringComparison.Ordinal));
    }

    private static string[] Show(int columns, int lines, params string[] arguments) => Run("NO_COLOR=1", columns, lines, arguments);

    private static string[] Run(string setting, int columns, int lines, params string[] arguments)
    {
        string command = $"{RepositoryRoot.Binary} du {string.Join(' ', arguments)}";
        ShellResult result = Shell.Run(
            "env", "-u", "NO_COLOR", $"COLUMNS={columns}", $"LINES={lines}", "TERM=xterm", "bash", "-c", $"{setting} script -qec '{command}' /dev/null");
        return result.EnsureSuccess().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => Seen(line.TrimEnd('\r'))).ToArray();
    }

    // A slow run shows how far it is, and wipes that out before it prints its first line.
    private static string Seen(string line)
    {
        const string Wipe = "\x1b[K";
        int wiped = line.LastIndexOf(Wipe, StringComparison.Ordinal);
        return wiped < 0 ? line : line[(wiped + Wipe.Length)..];
    }
}
