using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>Reads the arguments, answers <c>--help</c> and <c>--version</c>, and runs the command.</summary>
internal sealed class CommandRunner(CommandCatalog catalog)
{
    // No response files: '@name' is the name of a file like any other.
    private static readonly ParserConfiguration s_parser = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    // Interruption belongs to the commands, and Failure reports exceptions.
    private static readonly InvocationConfiguration s_invocation =
        new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>Runs what <paramref name="args"/> ask for.</summary>
    /// <param name="args">As <see cref="RawArguments.Decode"/> gave them.</param>
    /// <returns>The exit code.</returns>
    internal int Run(string[] args)
    {
        if (args is ["--version"])
        {
            return PrintVersion();
        }

        try
        {
            args = SavedPlanFile.Expand(args);
        }
        catch (UsageException exception)
        {
            return exception.Report("fathom sync");
        }

        Command root = args.Length == 0 ? catalog.CreateAll() : catalog.CreateFor(args[0]);
        ArgumentList list = ArgumentList.Read(root, args);
        string name = ModelText.PathOf(list.Command);
        return list.Request switch
        {
            ArgumentRequest.Help => PrintHelp(list.Command),
            ArgumentRequest.Version => PrintVersion(),
            ArgumentRequest.Error => new UsageException(list.Error!).Report(name),
            _ => Invoke(root, list, name),
        };
    }

    private static int Invoke(Command root, ArgumentList list, string name)
    {
        ParseResult result = root.Parse(list.Tokens, s_parser);
        if (result.Errors.Count > 0)
        {
            return new UsageException(Describe(result.Errors[0])).Report(name);
        }

        try
        {
            return result.Invoke(s_invocation);
        }
        catch (UsageException exception)
        {
            return exception.Report(name);
        }
    }

    private static string Describe(ParseError error)
    {
        // The library's own text for a failed conversion names .NET types, which say nothing to a user.
        if (error.SymbolResult is OptionResult { Tokens: [Token token, ..] } option && error.Message.StartsWith("Cannot parse", StringComparison.Ordinal))
        {
            return $"invalid {option.Option.Name} argument {NameEscaper.Quote(token.Value)}";
        }

        string message = error.Message.TrimEnd('.');
        return message.Length == 0 ? "invalid arguments" : char.ToLowerInvariant(message[0]) + message[1..];
    }

    private static int PrintVersion()
    {
        using StandardOutput output = new();
        output.Write(BuildInfo.VersionLine);
        return ExitCode.Done;
    }

    private static int PrintHelp(Command command)
    {
        using StandardOutput output = new();
        int width = Terminal.StandardOutput.IsTerminal ? Math.Clamp(Terminal.StandardOutput.Width, 60, 100) : 80;
        output.Write(HelpPage.Render(command, width));
        return ExitCode.Done;
    }
}
