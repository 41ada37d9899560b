using System.CommandLine;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault rm</c>: removes entries of a vault.</summary>
internal static class VaultRemoveCommand
{
    internal static Command Create()
    {
        Argument<string> vault = VaultOperand.CreateWritable();
        Argument<string[]> paths = new("PATH") { Arity = ArgumentArity.OneOrMore, Description = "files, links and directories in the vault" };
        Option<bool> recursive = new("--recursive", "-r", "-R") { Description = "directories too, with all in them" };
        Option<bool> force = new("--force", "-f") { Description = "what is not there is no error" };
        VaultOptionSet password = new(PasswordKind.OfVault);
        DocumentedCommand command = new("rm", "Remove files and directories of a vault")
        {
            Arguments = { vault, paths },
            Options = { recursive, force },
            Examples =
            {
                new("fathom vault rm ~/Cloud/vault notes.txt", "one file"),
                new("fathom vault rm -r ~/Cloud/vault Letters/1999", "a directory and all in it"),
            },
            Notes =
            {
                "Nothing asks before it removes, and there is no way back. The root of the vault is refused. A link is removed, not what it leads to.",
            },
        };
        password.AddTo(command);
        command.SetAction(result =>
        {
            Message message = new("fathom vault rm");
            List<VaultPath> wanted = [.. result.GetValue(paths)!.Select(VaultPath.Parse)];
            if (wanted.Exists(static path => path.IsRoot))
            {
                throw new UsageException("the root of a vault cannot be removed: name what is in it, or remove the directory of the vault");
            }

            using VaultTree tree = VaultOperand.OpenForWriting(result.GetValue(vault)!, password.Resolve(result), message);
            using Interruption interruption = new("fathom vault rm", "what is left was not removed");
            Removal removal = new(message, interruption.Token) { IsRecursive = result.GetValue(recursive), IgnoresMissing = result.GetValue(force) };
            foreach (VaultPath path in wanted)
            {
                removal.Remove(tree, path);
            }

            return interruption.IsRequested ? ExitCode.Interrupted : removal.HasErrors ? ExitCode.DoneWithErrors : ExitCode.Done;
        });
        return command;
    }
}
