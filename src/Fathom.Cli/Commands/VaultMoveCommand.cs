using System.CommandLine;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault mv</c>: gives something in a vault another name.</summary>
internal static class VaultMoveCommand
{
    internal static Command Create()
    {
        Argument<string> vault = VaultOperand.CreateWritable();
        Argument<string> from = new("FROM") { Description = "a file, link or directory in the vault" };
        Argument<string> to = new("TO") { Description = "its new path; a directory that is there is moved into" };
        Option<bool> noClobber = new("--no-clobber", "-n") { Description = "leave what is at TO as it is" };
        VaultOptionSet password = new(PasswordKind.OfVault);
        DocumentedCommand command = new("mv", "Rename or move a file or directory of a vault")
        {
            Arguments = { vault, from, to },
            Options = { noClobber },
            Examples =
            {
                new("fathom vault mv ~/Cloud/vault draft.odt Letters/2026.odt", "nothing is encrypted again"),
                new("fathom vault mv ~/Cloud/vault Letters/1999 Archive", "a directory, into another"),
            },
            Notes = { "A move is one rename, whatever a directory holds. With -n, a name that is taken leaves everything as it is and is no error." },
        };
        password.AddTo(command);
        command.SetAction(result =>
        {
            VaultPath source = VaultPath.Parse(result.GetValue(from)!);
            VaultPath target = VaultPath.Parse(result.GetValue(to)!);
            if (source.IsRoot)
            {
                throw new UsageException("the root of a vault cannot be moved");
            }

            Message message = new("fathom vault mv");
            using VaultTree tree = VaultOperand.OpenForWriting(result.GetValue(vault)!, password.Resolve(result), message);
            RenameMode mode = result.GetValue(noClobber) ? RenameMode.NoReplace : RenameMode.Replace;
            Errno errno = Move(tree, source, target, mode);
            if (errno == Errno.None || (errno == Errno.EEXIST && mode == RenameMode.NoReplace))
            {
                return ExitCode.Done;
            }

            string reason = errno == Errno.EINVAL ? "a directory cannot be moved into itself" : errno.Describe();
            message.Write($"cannot move {NameEscaper.Quote(PathText.ToText(source.Typed))} to", target.Typed, reason);
            return ExitCode.DoneWithErrors;
        });
        return command;
    }

    private static Errno Move(IWritableTree tree, VaultPath source, VaultPath target, RenameMode mode)
    {
        Errno errno = source.OpenParent(tree, out IWritableNode? parent);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (parent)
        {
            errno = target.Open(tree, StatMask.None, out IContentNode? there, out _);
            using (there)
            {
                if (errno == Errno.None && there!.Kind == EntryKind.Directory)
                {
                    return parent!.Rename(source.Name, (IWritableNode)there, source.Name, mode);
                }
            }

            if (errno is not (Errno.None or Errno.ENOENT) || (errno == Errno.ENOENT && target.IsRoot))
            {
                return errno;
            }

            errno = target.OpenParent(tree, out IWritableNode? directory);
            using (directory)
            {
                return errno == Errno.None ? parent!.Rename(source.Name, directory!, target.Name, mode) : errno;
            }
        }
    }
}
