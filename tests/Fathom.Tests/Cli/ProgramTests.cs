using Xunit;

namespace Fathom.Tests.Cli;

public sealed class ProgramTests
{
    [Fact]
    public void Version_is_one_line()
    {
        ShellRun run = ShellRun.Of("$fathom --version");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^fathom \d+\.\d+\.\d+ \(.*\)\n$", run.Text);
    }

    [Theory]
    [InlineData("", "fathom: a command is missing", "fathom")]
    [InlineData("frob", "fathom: unknown command 'frob'", "fathom")]
    [InlineData("--frob", "fathom: unrecognized option '--frob'", "fathom")]
    [InlineData("-h", "fathom: invalid option -- 'h'", "fathom")]
    [InlineData("man --frob du", "fathom man: unrecognized option '--frob'", "fathom man")]
    [InlineData("man frob", "fathom man: no command 'frob'", "fathom man")]
    public void Bad_usage_is_a_short_message_and_exit_code_2(string arguments, string message, string command)
    {
        ShellRun run = ShellRun.Of($"$fathom {arguments}");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Text);
        Assert.Equal($"{message}\nTry '{command} --help' for more information.\n", run.Error);
    }

    [Fact]
    public void Help_goes_to_standard_output()
    {
        ShellRun run = ShellRun.Of("$fathom completions --help");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("Usage: fathom completions SHELL\n", run.Text, StringComparison.Ordinal);
    }
}
