using System.Diagnostics;
using Xunit;

namespace Fathom.Tests.Support;

public sealed class ShellTests
{
    [Fact]
    public void Output_is_bytes_and_error_and_exit_code_come_along()
    {
        ShellResult result = Shell.Run("bash", "-c", @"printf '\xff\n'; echo bad >&2; exit 3");

        Assert.Equal([0xff, (byte)'\n'], result.Output);
        Assert.Equal("bad\n", result.Error);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void Input_larger_than_a_pipe_passes_through()
    {
        byte[] input = new byte[1 << 20];
        Random.Shared.NextBytes(input);

        Assert.Equal(input, Shell.Run(new ShellCommand("cat") { Input = input }).Output);
        Assert.Equal(0, Shell.Run(new ShellCommand("true") { Input = input }).ExitCode);
    }

    [Fact]
    public void A_process_that_does_not_end_is_killed()
    {
        var watch = Stopwatch.StartNew();
        var command = new ShellCommand("bash", "-c", "sleep 100 & sleep 100") { Timeout = TimeSpan.FromSeconds(0.3) };

        Assert.Throws<TimeoutException>(() => Shell.Run(command));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.2, 30);
    }
}
