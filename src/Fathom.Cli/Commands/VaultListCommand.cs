using System.CommandLine;
using System.CommandLine.Parsing;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault ls</c>: lists directories of a vault.</summary>
internal sealed class VaultListCommand
{
    private readonly Argument<string> _vault = VaultOperand.Create();

    private readonly Argument<string[]> _paths = new("PATH") { Arity = ArgumentArity.ZeroOrMore, Description = "in the vault; by default its root" };

    private readonly Option<bool> _long = new("--long", "-l") { Description = "mode, links, owner, group, size and time too, and what links lead to" };

    private readonly Option<bool> _recursive = new("--recursive", "-R") { Description = "the directories below, too" };

    private readonly Option<bool> _human = new("--human-readable", "-h") { Description = "with -l, sizes as 4.0K or 123M" };

    private readonly Option<bool> _directory = new("--directory", "-d") { Description = "directories themselves, not what they hold" };

    private readonly Option<bool> _json = new("--json") { Description = "a JSON object with all attributes on each line" };

    private readonly VaultOptionSet _password = new(PasswordKind.OfVault);

    internal static Command Create()
    {
        VaultListCommand list = new();
        DocumentedCommand command = new("ls", "List directories of a vault")
        {
            Arguments = { list._vault, list._paths },
            Options = { list._long, list._recursive, list._human, list._directory, list._json },
            Examples =
            {
                new("fathom vault ls -l ~/Cloud/vault Letters", "one directory"),
                new("fathom vault ls -lRh nfs://server/export/vault", "all of it, on a server that is not mounted"),
                new("fathom vault ls -R --json ~/Cloud/vault | jq -r 'select(.size > 1000000).path'", "for programs"),
            },
            Notes =
            {
                "Names are sorted as bytes, and those that begin with a dot are shown. On a terminal they are quoted as ls does it. The members of --json are those of fathom list --jsonl; its lines come as they are met.",
                "What cannot be decrypted is listed under its encrypted name, and is an error.",
            },
        };
        list._password.AddTo(command);
        command.SetAction(list.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        List<VaultPath> paths = [.. (result.GetValue(_paths) is { Length: > 0 } typed ? typed : [""]).Select(VaultPath.Parse)];
        Message message = new("fathom vault ls");
        using VaultTree tree = VaultOperand.Open(result.GetValue(_vault)!, _password.Resolve(result));
        using Interruption interruption = new("fathom vault ls", "the list is not complete");
        using StandardOutput output = new();
        ListRun run = new(tree, output, message, interruption.Token)
        {
            IsLong = result.GetValue(_long),
            IsRecursive = result.GetValue(_recursive),
            IsHuman = result.GetValue(_human),
            IsJson = result.GetValue(_json),
            ShowsDirectories = result.GetValue(_directory),
            IsEscaped = Terminal.StandardOutput.IsTerminal,
        };
        run.Run(paths);
        return interruption.IsRequested ? ExitCode.Interrupted : run.HasErrors ? ExitCode.DoneWithErrors : ExitCode.Done;
    }
}
