using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Query;

public sealed class EditedLineTests
{
    private readonly EditedLine _line = new(["one", "two"]);

    [Theory]
    [InlineData("abc", "abc|")]
    [InlineData("abc<<X", "aX|bc")]
    [InlineData("abc{Home}x{End}y", "xabcy|")]
    [InlineData("abc<{Delete}", "ab|")]
    [InlineData("abc{Backspace}", "ab|")]
    [InlineData("{Backspace}<{Delete}", "|")]
    [InlineData("ab cd  ^W", "ab |")]
    [InlineData("ab cd^W^W", "|")]
    [InlineData("abcd<<^K", "ab|")]
    [InlineData("abcd<<^U", "|cd")]
    [InlineData("abc^A^F^D^E^Hz", "az|")]
    [InlineData("x😀{Backspace}", "x|")]
    [InlineData("x😀<y", "xy|😀")]
    [InlineData("mine{UpArrow}", "two|")]
    [InlineData("mine{UpArrow}{UpArrow}{UpArrow}", "one|")]
    [InlineData("mine{UpArrow}{DownArrow}!", "mine!|")]
    [InlineData("^P^P^N", "two|")]
    public void Keys_do_what_they_do_in_a_shell(string keys, string expected)
    {
        Assert.Equal(EditResult.Editing, Type(keys));
        Assert.Equal(expected, _line.Text.Insert(_line.Cursor, "|"));
    }

    [Theory]
    [InlineData("a{Enter}", EditResult.Accepted)]
    [InlineData("a^C", EditResult.Cancelled)]
    [InlineData("^D", EditResult.Ended)]
    [InlineData("a^D", EditResult.Editing)]
    internal void A_line_ends_as_in_a_shell(string keys, EditResult result) => Assert.Equal(result, Type(keys));

    private EditResult Type(string keys)
    {
        EditResult result = EditResult.Editing;
        for (int i = 0; i < keys.Length; i++)
        {
            ConsoleKeyInfo key = keys[i] switch
            {
                '<' => new('\0', ConsoleKey.LeftArrow, false, false, false),
                '^' => new((char)(keys[++i] & 31), Enum.Parse<ConsoleKey>(keys[i].ToString()), false, false, true),
                '{' => new('\0', Enum.Parse<ConsoleKey>(keys[(i + 1)..(i = keys.IndexOf('}', i))]), false, false, false),
                char typed => new(typed, ConsoleKey.None, false, false, false),
            };
            result = _line.Apply(key);
        }

        return result;
    }
}
