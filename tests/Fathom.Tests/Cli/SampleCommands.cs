using System.CommandLine;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli;

/// <summary>Commands with every kind of option, and what the last run of <c>sample</c> was given.</summary>
internal sealed class SampleCommands
{
    internal Option<bool> Flag { get; } = new("--flag", "-f") { Description = "a flag; with 'quotes', [brackets] and a: colon" };

    internal IntegerOption Depth { get; } = new("--max-depth", 0, 100, "-d") { Description = "levels" };

    internal Option<string[]> Exclude { get; } = new("--exclude", "-X") { Description = "patterns", HelpName = "PATTERN" };

    internal Option<string?> From { get; } = new("--exclude-from") { Description = "patterns from a file", HelpName = "FILE" };

    internal Option<string?> Time { get; } = new("--time") { Description = "times", HelpName = "WORD", Arity = ArgumentArity.ZeroOrOne };

    internal Option<string?> Shape { get; } = new("--shape") { Description = "what to make" };

    internal SizeOption Threshold { get; } = new("--threshold", true, "-t") { Description = "sizes" };

    internal IntegerOption Calls { get; } = new("--max-calls", 1, 100) { Description = "calls" };

    internal SecondsOption Patience { get; } = new("--patience", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)) { Description = "time" };

    internal SizeOption Page { get; } = new("--page", isSigned: false, 1024, 4096) { Description = "bytes" };

    internal SizeDisplayOptions Sizes { get; } = new();

    internal Argument<string[]> Paths { get; } = new("PATH") { Arity = ArgumentArity.ZeroOrMore, Description = "what to read" };

    internal ParseResult? Result { get; private set; }

    internal CommandCatalog Catalog => new(
        new("sample", CreateSample),
        new("vault", CreateVault));

    internal ParseResult Parse(params string[] args)
    {
        Result = null;
        Assert.Equal(0, new CommandRunner(Catalog).Run(["sample", .. args]));
        return Result!;
    }

    internal string? ErrorOf(params string[] args)
    {
        Command root = Catalog.CreateAll();
        ArgumentList list = ArgumentList.Read(root, args);
        return list.Error ?? (root.Parse(list.Tokens) is { Errors: [var error, ..] } ? error.Message : null);
    }

    private DocumentedCommand CreateSample()
    {
        Shape.AcceptOnlyFromAmong("wide", "deep");
        DocumentedCommand command = new("sample", "Show what was given")
        {
            Options = { Flag, Depth, Exclude, From, Time, Shape, Threshold },
            Arguments = { Paths },
            Examples = { new("fathom sample -f 'a b'", "one file") },
            Notes = { ".sizes that begin with a dot stay text." },
        };
        Sizes.AddTo(command);
        OptionGroup group = new("Network", [Calls, Patience, Page]);
        command.Groups.Add(group);
        foreach (Option option in group.Options)
        {
            command.Options.Add(option);
        }

        command.SetAction(result =>
        {
            Result = result;
            return 0;
        });
        return command;
    }

    private static DocumentedCommand CreateVault()
    {
        DocumentedCommand create = new("create", "Make a vault") { Arguments = { new Argument<string>("DIR") } };
        create.SetAction(_ => 0);
        return new("vault", "Work with vaults") { Subcommands = { create } };
    }
}
