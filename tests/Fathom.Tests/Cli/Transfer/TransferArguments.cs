using System.CommandLine;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

/// <summary>Command lines of <c>fathom sync</c>, read as the program reads them.</summary>
internal static class TransferArguments
{
    private static readonly ParserConfiguration s_parser = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>What options amount to.</summary>
    internal static TransferSettings Read(params string[] options) => TransferCheck.Complete(Parse(options, out ParseResult result).Read(result));

    /// <summary>Those that decide what is done.</summary>
    internal static IReadOnlyList<string> ReadDeciding(params string[] options) => Parse(options, out ParseResult result).ReadDeciding(result);

    private static TransferOptionSet Parse(string[] options, out ParseResult result)
    {
        TransferOptionSet set = new();
        DocumentedCommand command = new("sync", "Sync") { Arguments = { new OperandsWithLast("SRC", "DST") } };
        set.AddTo(command);
        ArgumentList list = ArgumentList.Read(command, [.. options, "src", "dst"]);
        if (list.Error is not null)
        {
            throw new UsageException(list.Error);
        }

        result = command.Parse([.. list.Tokens], s_parser);
        Assert.Empty(result.Errors);
        return set;
    }

    /// <summary>The message for a command line that cannot be meant.</summary>
    internal static string ErrorOf(params string[] options) => Assert.Throws<UsageException>(() => Read(options)).Message;
}
