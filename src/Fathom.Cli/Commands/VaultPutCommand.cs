using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault put</c>: copies into a vault.</summary>
internal sealed class VaultPutCommand
{
    private const string Name = "fathom vault put";

    private readonly Argument<string> _vault = VaultOperand.CreateWritable();

    private readonly OperandsWithLast _paths = new("SOURCE", "PATH")
    {
        Description = "files and directories, - for standard input, and PATH, where they go in the vault, last",
    };

    private readonly CopyOptionSet _copy = new(syncsByDefault: true);

    private readonly VaultOptionSet _password = new(PasswordKind.OfVault);

    internal static Command Create()
    {
        VaultPutCommand put = new();
        DocumentedCommand command = new("put", "Copy files and directories into a vault")
        {
            Arguments = { put._vault, put._paths },
            Examples =
            {
                new("fathom vault put ~/Cloud/vault letter.odt Letters", "one file, into a directory"),
                new("fathom vault put ~/Cloud/vault ~/Photos /", "a directory and all in it"),
                new("pg_dump db | fathom vault put --password-file pw vault - dumps/db.sql", "what a program writes"),
            },
            Notes =
            {
                "A PATH that is a directory of the vault is copied into; directories that are there already are added to, and files replaced. A SOURCE . copies what the directory holds. Modes and times are kept; set-user-ID and set-group-ID, owners, extended attributes and hard links are not. A symbolic link is copied as a link. Pipes, sockets and devices are errors: a vault has none.",
                "A file is written as .fathom-XXXXXXXXXXXXXXXX.part, brought to the disk, and renamed then: what was there before stays whole until the new one is. What fails is told with its path, and the rest goes on; a full disk ends the run.",
                "With --password-stdin the password is the first line of standard input, and - the rest.",
            },
        };
        put._copy.AddTo(command);
        put._password.AddTo(command);
        command.SetAction(put.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("files are copied on Linux alone");
        }

        string[] operands = result.GetValue(_paths)!;
        string[] sources = operands[..^1];
        VaultPath path = VaultPath.Parse(operands[^1]);
        if (sources.Count(static source => source == "-") > 1)
        {
            throw new UsageException("standard input can be read once");
        }

        Message message = new(Name);
        using VaultTree tree = VaultOperand.OpenForWriting(result.GetValue(_vault)!, _password.Resolve(result), message);
        using CopyDestination destination = CopyDestination.OfVault(tree, path, sources.Length);
        if (sources.Contains("-") && destination.Name.Length == 0)
        {
            throw new UsageException($"{NameEscaper.Quote(operands[^1])} is a directory: standard input needs the name of a file in it");
        }

        using Interruption interruption = new(Name, "what was not copied follows");
        CopyRun run = new(_copy.Resolve(result), message, interruption.Token);
        bool hasErrors = false;
        using (run)
        using (ProgressLine.Start(_copy.IsQuiet(result), run.FormatProgress))
        {
            foreach (string source in sources)
            {
                hasErrors |= !Put(run, source, destination, message, interruption.Token);
            }

            run.Complete();
        }

        return interruption.IsRequested ? ExitCode.Interrupted : hasErrors || run.HasErrors ? ExitCode.DoneWithErrors : ExitCode.Done;
    }

    [SupportedOSPlatform("linux")]
    private static bool Put(CopyRun run, string source, CopyDestination destination, Message message, CancellationToken cancellation)
    {
        byte[] path = PathText.ToBytes(source);
        if (source == "-")
        {
            using StandardInputFile input = new(cancellation);
            run.Copy(input, path, destination.Directory, destination.Name);
            return true;
        }

        try
        {
            using LocalTree tree = LocalTree.Open(path, new LocalTreeOptions { FollowRoot = path.AsSpan().EndsWith("/"u8) });
            Errno errno = ((IWritableTree)tree).OpenRoot(out IContentNode? node);
            if (errno != Errno.None)
            {
                throw new FathomException("cannot open", path, errno);
            }

            run.Copy(node!, path, destination.Directory, destination.Name.Length > 0 ? destination.Name : CopyDestination.NameOf(path));
            return true;
        }
        catch (FathomException failure)
        {
            message.Write(failure.What, failure.Path, failure.Errno.Describe());
            return false;
        }
    }
}
