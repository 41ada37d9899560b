using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Output;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(true, "TERM=xterm", true)]
    [InlineData(false, "TERM=xterm", false)]
    [InlineData(true, "TERM=dumb", false)]
    [InlineData(true, "", false)]
    [InlineData(true, "TERM=xterm NO_COLOR=1", false)]
    [InlineData(false, "CLICOLOR_FORCE=1", true)]
    [InlineData(false, "CLICOLOR_FORCE=0", false)]
    [InlineData(false, "CLICOLOR_FORCE=1 NO_COLOR=1", false)]
    public void Colours_follow_the_conventions(bool isTerminal, string variables, bool expected) =>
        Assert.Equal(expected, Open(isTerminal, variables).HasColors);

    [Theory]
    [InlineData("COLUMNS=40", 40)]
    [InlineData("COLUMNS=x", 80)]
    [InlineData("COLUMNS=0", 80)]
    [InlineData("", 80)]
    public void The_width_is_never_unknown(string variables, int expected) => Assert.Equal(expected, Open(false, variables).Width);

    private static Terminal Open(bool isTerminal, string variables)
    {
        Dictionary<string, string> environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return new(1, isTerminal, environment.GetValueOrDefault);
    }
}
