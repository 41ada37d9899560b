using Fathom.Index;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>Turns what ended a run early into a message and an exit code.</summary>
internal static class Failure
{
    /// <summary>Prints <paramref name="exception"/> to standard error.</summary>
    /// <param name="command">The command as typed, such as <c>fathom du</c>.</param>
    /// <returns>The exit code of the process.</returns>
    internal static int Report(Exception exception, string command)
    {
        // One arm for each exception that ends a run on purpose. Whatever is left is a defect, and is shown whole.
        switch (exception)
        {
            case UsageException usage:
                return usage.Report(command);
            case OperationCanceledException:
                return ExitCode.Interrupted;
            case FathomException fathom:
                new Message(command).Write(fathom.What, fathom.Path, fathom.Errno.Describe());
                return ExitCode.DoneWithErrors;
            case IndexException index:
                new Message(command).Write(index.Message);
                return ExitCode.DoneWithErrors;
            case VaultException vault:
                new Message(command).Write(vault.Message);
                return ExitCode.DoneWithErrors;
            default:
                StandardError.Shared.WriteLine($"fathom: internal error: {exception}");
                return ExitCode.InternalError;
        }
    }
}
