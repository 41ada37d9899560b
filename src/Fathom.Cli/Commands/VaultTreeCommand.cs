using System.CommandLine;
using System.CommandLine.Parsing;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault tree</c>: draws a vault.</summary>
internal sealed class VaultTreeCommand
{
    private readonly Argument<string> _vault = VaultOperand.Create();

    private readonly Argument<string[]> _paths = new("PATH") { Arity = ArgumentArity.ZeroOrMore, Description = "in the vault; by default its root" };

    private readonly IntegerOption _depth = new("--max-depth", 1, int.MaxValue, "-L") { Description = "go down N levels" };

    private readonly Option<bool> _directories = new("--dirs-only", "-d") { Description = "directories alone" };

    private readonly VaultOptionSet _password = new(PasswordKind.OfVault);

    internal static Command Create()
    {
        VaultTreeCommand tree = new();
        DocumentedCommand command = new("tree", "Draw the tree of a vault")
        {
            Arguments = { tree._vault, tree._paths },
            Options = { tree._depth, tree._directories },
            Examples =
            {
                new("fathom vault tree -L 2 ~/Cloud/vault", "two levels"),
                new("fathom vault tree -d ~/Cloud/vault Letters", "the directories of one"),
            },
        };
        tree._password.AddTo(command);
        command.SetAction(tree.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        List<VaultPath> paths = [.. (result.GetValue(_paths) is { Length: > 0 } typed ? typed : [""]).Select(VaultPath.Parse)];
        using VaultTree tree = VaultOperand.Open(result.GetValue(_vault)!, _password.Resolve(result));
        using Interruption interruption = new("fathom vault tree", "the tree is not complete");
        using StandardOutput output = new();
        TreeRun run = new(tree, output, new Message("fathom vault tree"), interruption.Token)
        {
            MaxDepth = (int)(result.GetValue(_depth) ?? int.MaxValue),
            DirectoriesOnly = result.GetValue(_directories),
            IsEscaped = Terminal.StandardOutput.IsTerminal,
        };
        run.Run(paths);
        return interruption.IsRequested ? ExitCode.Interrupted : run.HasErrors ? ExitCode.DoneWithErrors : ExitCode.Done;
    }
}
