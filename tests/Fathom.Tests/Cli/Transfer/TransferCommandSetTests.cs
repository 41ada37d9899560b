using System.CommandLine;
using Fathom.Cli;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

public sealed class TransferCommandSetTests
{
    private static readonly ParserConfiguration s_parser = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    [Fact]
    public void What_is_not_given_is_left_to_the_transfer()
    {
        TransferInvocation invocation = Resolve();

        Assert.Equal((CopyMethod.Auto, 0, 0, 0), (invocation.CopyMethod, invocation.Copiers, invocation.Ranges, invocation.Workers));
        Assert.Equal(32768, invocation.HeldNames);
    }

    [Fact]
    public void Threads_that_compare_are_not_those_that_copy()
    {
        TransferInvocation invocation = Resolve("--threads", "3", "--copiers=8", "--ranges", "5");

        Assert.Equal((3, 8, 5), (invocation.Workers, invocation.Copiers, invocation.Ranges));
    }

    [Fact]
    public void All_names_may_be_held_in_memory() => Assert.Equal(0, Resolve("--held-names=0").HeldNames);

    [Theory]
    [InlineData("auto", (int)CopyMethod.Auto)]
    [InlineData("reflink", (int)CopyMethod.Reflink)]
    [InlineData("range", (int)CopyMethod.Range)]
    [InlineData("loop", (int)CopyMethod.Loop)]
    public void Each_way_to_copy_has_its_word(string word, int method) =>
        Assert.Equal((CopyMethod)method, Resolve("-a", "--copy-method", word).CopyMethod);

    [Theory]
    [InlineData("--threads", "257")]
    [InlineData("--threads", "-1")]
    [InlineData("--copiers", "x")]
    [InlineData("--copiers", "300")]
    [InlineData("--ranges", "65")]
    [InlineData("--held-names", "-1")]
    [InlineData("--copy-method", "share")]
    public void What_cannot_be_meant_is_refused_by_its_value(string option, string value) =>
        Assert.Contains(Parse(option, value).Result.Errors, error => error.Message.Contains($"'{value}'", StringComparison.Ordinal));

    private static TransferInvocation Resolve(params string[] options)
    {
        (ParseResult result, TransferCommandSet set) = Parse(options);
        Assert.Empty(result.Errors);
        return set.Resolve(result, isPlan: false);
    }

    private static (ParseResult Result, TransferCommandSet Set) Parse(params string[] options)
    {
        TransferCommandSet set = new("fathom sync");
        DocumentedCommand command = new("sync", "Sync");
        set.AddTo(command);
        ArgumentList list = ArgumentList.Read(command, [.. options, "src", "dst"]);
        Assert.Null(list.Error);
        return (command.Parse([.. list.Tokens], s_parser), set);
    }
}
