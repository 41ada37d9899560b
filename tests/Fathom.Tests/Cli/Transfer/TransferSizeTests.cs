using Fathom.Cli;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

public sealed class TransferSizeTests
{
    private static readonly string[] s_texts =
    [
        "", "0", "1", "1b", "1B", "1k", "1K", "1KB", "1kB", "1KiB", "1kib", "1kbb", "1ki", "1k+1", "1k-1", "1+1", "1-1", "1k+2", "10MB+1", "1.5k", "1.5kb", "1.5", ".5k", "1.k", "1.",
        "1..5", "1.5.5k", "+1", "-1", " 1", "1 ", "x", "1x", "1e", "1t", "1T-1", "0-1", "1.1k", "0.3kb", "9p", "1,5k", "1k1", "1b+1", "1bb",
    ];

    [Fact]
    public void Sizes_are_accepted_that_rsync_accepts()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder.At("a"));
        foreach (string text in s_texts)
        {
            bool isAccepted = Shell.Run("rsync", "-rn", $"--max-size={text}", folder.At("a/"), folder.At("b")).ExitCode == 0;
            Assert.True(isAccepted == IsAccepted(text), $"'{text}': rsync says {isAccepted}");
        }
    }

    [Theory]
    [InlineData("1.5k")]
    [InlineData("1.5kb")]
    [InlineData("1.1k")]
    [InlineData("2kb+1")]
    [InlineData("2KiB-1")]
    [InlineData("0.3kb")]
    [InlineData("3")]
    [InlineData("7b")]
    public void Sizes_are_as_many_bytes_as_rsync_takes_them_for(string text)
    {
        using TempFolder folder = new();
        long size = TransferSize.Parse("--max-size", text, 'b');
        folder.Write("a/fits", new string('x', (int)size));
        folder.Write("a/more", new string('x', (int)size + 1));
        ShellResult run = Shell.Run("rsync", "-rn", "--out-format=%n", $"--max-size={text}", folder.At("a/"), folder.At("b"));

        Assert.Equal("fits\n", string.Join('\n', run.EnsureSuccess().Lines.Where(line => line != "./")) + "\n");
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("", 0)]
    [InlineData("512b", 1024)]
    [InlineData("1", 1024)]
    [InlineData("100", 102_400)]
    [InlineData("1.5m", 1_572_864)]
    [InlineData("1MB", 1_000_448)]
    public void Rates_are_in_kibibytes(string text, long bytes) => Assert.Equal(bytes, TransferSize.ParseRate(text));

    private static bool IsAccepted(string text)
    {
        try
        {
            TransferSize.Parse("--max-size", text, 'b');
            return true;
        }
        catch (UsageException)
        {
            return false;
        }
    }
}
