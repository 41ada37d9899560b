using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Arguments;

public sealed class RawArgumentsTests
{
    [Fact]
    public void Damaged_arguments_get_their_bytes_back()
    {
        byte[] raw = [.. "dotnet\0fathom.dll\0du\0\0a"u8, 0xFF, .. "b\0ok\0"u8];
        string[] merged = RawArguments.Merge(["du", "", "a\uFFFDb", "ok"], raw);
        Assert.Equal(["du", "", "a\uDCFFb", "ok"], merged);
        Assert.Equal([(byte)'a', 0xFF, (byte)'b'], PathText.ToBytes(merged[2]));
    }

    [Fact]
    public void A_name_that_holds_U_FFFD_keeps_it() =>
        Assert.Equal(["a\uFFFD"], RawArguments.Merge(["a\uFFFD"], "fathom\0a\uFFFD\0"u8));

    [Fact]
    public void Arguments_of_another_process_are_not_trusted() =>
        Assert.Equal(["x", "a\uFFFD"], RawArguments.Merge(["x", "a\uFFFD"], "fathom\0y\0b\0"u8));

    [Fact]
    public void A_running_program_sees_the_exact_bytes()
    {
        ShellRun run = ShellRun.Of("$fathom bogus$'\\xff\\n'name");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("fathom: unknown command 'bogus'$'\\377\\n''name'\n", run.Error, StringComparison.Ordinal);
    }
}
