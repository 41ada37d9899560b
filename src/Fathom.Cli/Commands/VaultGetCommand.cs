using System.CommandLine;
using System.CommandLine.Parsing;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault get</c>: copies out of a vault.</summary>
internal sealed class VaultGetCommand
{
    private const string Name = "fathom vault get";

    private readonly Argument<string> _vault = VaultOperand.Create();

    private readonly OperandsWithLast _paths = new("PATH", "DEST") { Description = "files and directories in the vault, and DEST, where they go, last" };

    private readonly CopyOptionSet _copy = new(syncsByDefault: false);

    private readonly VaultOptionSet _password = new(PasswordKind.OfVault);

    internal static Command Create()
    {
        VaultGetCommand get = new();
        DocumentedCommand command = new("get", "Copy files and directories out of a vault")
        {
            Arguments = { get._vault, get._paths },
            Examples =
            {
                new("fathom vault get ~/Cloud/vault Letters .", "a directory and all in it"),
                new("fathom vault get nfs://server/export/vault / /restore", "the whole vault, from a server that is not mounted"),
                new("fathom vault get -n ~/Cloud/vault Photos /media/disk", "only what is not there yet"),
            },
            Notes =
            {
                "A DEST that is a directory is copied into; directories that are there already are added to, and files replaced. / copies what the root holds. Modes and times are kept; set-user-ID and set-group-ID, owners and extended attributes are not. A symbolic link is copied as a link; none is followed at the target.",
                "A file is written as .fathom-XXXXXXXXXXXXXXXX.part and renamed when it is complete. What fails is told with its path, and the rest goes on.",
            },
        };
        get._copy.AddTo(command);
        get._password.AddTo(command);
        command.SetAction(get.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("files are copied on Linux alone");
        }

        string[] operands = result.GetValue(_paths)!;
        List<VaultPath> paths = [.. operands[..^1].Select(VaultPath.Parse)];
        Message message = new(Name);
        using VaultTree tree = VaultOperand.Open(result.GetValue(_vault)!, _password.Resolve(result));
        using CopyDestination destination = CopyDestination.OfLocal(operands[^1], paths.Count);
        using Interruption interruption = new(Name, "what was not copied follows");
        CopyRun run = new(_copy.Resolve(result) with { WritesInAnyOrder = true }, message, interruption.Token);
        bool hasErrors = false;
        using (run)
        using (ProgressLine.Start(_copy.IsQuiet(result), run.FormatProgress))
        {
            foreach (VaultPath path in paths)
            {
                Errno errno = path.Open(tree, StatMask.None, out IContentNode? node, out _);
                if (errno == Errno.None)
                {
                    run.Copy(node!, path.Typed, destination.Directory, destination.Name.Length > 0 ? destination.Name : path.Name);
                }
                else
                {
                    message.Write("cannot copy", path.Typed, errno.Describe());
                    hasErrors = true;
                }
            }

            run.Complete();
        }

        return interruption.IsRequested ? ExitCode.Interrupted : hasErrors || run.HasErrors ? ExitCode.DoneWithErrors : ExitCode.Done;
    }
}
