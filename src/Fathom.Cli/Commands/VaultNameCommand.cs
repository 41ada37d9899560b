using System.CommandLine;
using System.CommandLine.Parsing;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault name</c>: where something is stored, and what a stored path is.</summary>
internal sealed class VaultNameCommand
{
    private readonly Argument<string> _vault = VaultOperand.Create();

    private readonly Argument<string[]> _paths = new("PATH") { Arity = ArgumentArity.OneOrMore, Description = "in the vault; with --decrypt, below its d directory" };

    private readonly Option<bool> _decrypt = new("--decrypt") { Description = "from stored paths to paths in the vault" };

    private readonly Option<bool> _node = new("--node") { Description = "what has the name, instead of what has the content" };

    private readonly Option<bool> _null = new("--null", "-0") { Description = "end each path with NUL instead of a newline" };

    private readonly VaultOptionSet _password = new(PasswordKind.OfVault);

    internal static Command Create()
    {
        VaultNameCommand name = new();
        DocumentedCommand command = new("name", "Tell where a file of a vault is stored, or what a stored file is")
        {
            Arguments = { name._vault, name._paths },
            Options = { name._decrypt, name._node, name._null },
            Examples =
            {
                new("fathom vault name ~/Cloud/vault Letters/2026.odt", "the encrypted file, below the directory of the vault"),
                new("fathom vault name --decrypt ~/Cloud/vault d/AB/CDEFGHIJKLMNOPQRSTUVWXYZ234567/x.c9r", "which file a program complains of"),
            },
            Notes =
            {
                "Of a directory, the place of its content is printed, d/XX/...; with --node the one of its name, which lies in the content of the directory above. Of a link, the file with its target.",
                "--decrypt takes paths to nodes, to files in them and to content directories, relative to the vault or absolute. Nothing leads from a content directory back to its name, so directories are looked through until it is found.",
            },
        };
        name._password.AddTo(command);
        command.SetAction(name.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        if (result.GetValue(_decrypt) && result.GetValue(_node))
        {
            throw new UsageException("--decrypt and --node cannot be combined");
        }

        Message message = new("fathom vault name");
        using VaultTree tree = VaultOperand.Open(result.GetValue(_vault)!, _password.Resolve(result));
        using StandardOutput output = new();
        bool hasErrors = false;
        foreach (string typed in result.GetValue(_paths)!)
        {
            byte[] path = PathText.ToBytes(typed);
            Errno errno = result.GetValue(_decrypt) ? StoredPaths.Decrypt(tree, path, out byte[] found) : Find(tree, path, result.GetValue(_node), out found);
            if (errno == Errno.None)
            {
                Write(output, found, result.GetValue(_null));
            }
            else
            {
                message.Write("cannot find", path, Describe(errno, result.GetValue(_decrypt)));
                hasErrors = true;
            }
        }

        return hasErrors ? ExitCode.DoneWithErrors : ExitCode.Done;
    }

    private static Errno Find(VaultTree tree, byte[] path, bool wantsNode, out byte[] found)
    {
        Errno errno = StoredPaths.Find(tree, path, out StoredPlace? place);
        found = place is null ? [] : (wantsNode ? place.Node : place.Content).ToArray();

        // The root has no name.
        return errno == Errno.None && found.Length == 0 ? Errno.EINVAL : errno;
    }

    private static string Describe(Errno errno, bool isDecryption) => (errno, isDecryption) switch
    {
        (Errno.EINVAL, true) => "it is no path such as d/XX/30 CHARACTERS or a name in that",
        (Errno.ENOENT, true) => "no directory of the vault is stored there, or its entry is gone",
        (Errno.EBADMSG, true) => "the name does not authenticate: it was changed, moved here, or is a sync conflict",
        (Errno.EBADMSG, false) => "what is stored there does not authenticate",
        _ => errno.Describe(),
    };

    private static void Write(StandardOutput output, byte[] path, bool endsWithNul)
    {
        if (!endsWithNul && Terminal.StandardOutput.IsTerminal)
        {
            NameEscaper.Write(output, path);
        }
        else
        {
            output.Write(path);
        }

        output.Write(endsWithNul ? (byte)0 : (byte)'\n');
    }
}
