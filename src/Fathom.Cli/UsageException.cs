namespace Fathom.Cli;

/// <summary>Options or operands that make no sense together; found by a command after parsing.</summary>
/// <param name="message">Starts in lower case and has no final dot.</param>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>Prints the message and where help is.</summary>
    /// <param name="command">The command as typed, such as <c>fathom du</c>.</param>
    internal int Report(string command)
    {
        StandardError.Shared.WriteLine($"{command}: {Message}\nTry '{command} --help' for more information.");
        return ExitCode.Usage;
    }
}
