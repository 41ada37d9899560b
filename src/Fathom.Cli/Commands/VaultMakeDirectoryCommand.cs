using System.CommandLine;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault mkdir</c>: makes directories in a vault.</summary>
internal static class VaultMakeDirectoryCommand
{
    private const uint Mode = 0x1FF; // 0777, of which the umask takes away.

    internal static Command Create()
    {
        Argument<string> vault = VaultOperand.CreateWritable();
        Argument<string[]> paths = new("PATH") { Arity = ArgumentArity.OneOrMore, Description = "directories in the vault" };
        Option<bool> parents = new("--parents", "-p") { Description = "make what is missing above, too; a directory that is there is no error" };
        VaultOptionSet password = new(PasswordKind.OfVault);
        DocumentedCommand command = new("mkdir", "Make directories in a vault")
        {
            Arguments = { vault, paths },
            Options = { parents },
            Examples = { new("fathom vault mkdir -p ~/Cloud/vault Letters/2026/May", "and those above it") },
        };
        password.AddTo(command);
        command.SetAction(result =>
        {
            Message message = new("fathom vault mkdir");
            List<VaultPath> wanted = [.. result.GetValue(paths)!.Select(VaultPath.Parse)];
            using VaultTree tree = VaultOperand.OpenForWriting(result.GetValue(vault)!, password.Resolve(result), message);
            bool hasErrors = false;
            foreach (VaultPath path in wanted)
            {
                Errno errno = result.GetValue(parents) ? MakeAll(tree, path) : MakeOne(tree, path);
                if (errno != Errno.None)
                {
                    message.Write("cannot make directory", path.Typed, errno.Describe());
                    hasErrors = true;
                }
            }

            return hasErrors ? ExitCode.DoneWithErrors : ExitCode.Done;
        });
        return command;
    }

    private static Errno MakeOne(IWritableTree tree, VaultPath path)
    {
        if (path.IsRoot)
        {
            return Errno.EEXIST;
        }

        Errno errno = path.OpenParent(tree, out IWritableNode? parent);
        using (parent)
        {
            IWritableNode? made = null;
            errno = errno == Errno.None ? parent!.MakeDirectory(path.Name, Mode, out made) : errno;
            made?.Dispose();
        }

        return errno;
    }

    private static Errno MakeAll(IWritableTree tree, VaultPath path)
    {
        Errno errno = tree.OpenWritableRoot(out IWritableNode? directory);
        for (int i = 0; i < path.Names.Count && errno == Errno.None; i++)
        {
            using IWritableNode above = directory!;
            errno = above.MakeDirectory(path.Names[i], Mode, out directory);
            errno = errno == Errno.EEXIST ? above.OpenWritable(path.Names[i], out directory) : errno;
            if (errno == Errno.None && directory!.Kind != EntryKind.Directory)
            {
                errno = i == path.Names.Count - 1 ? Errno.EEXIST : Errno.ENOTDIR;
            }
        }

        directory?.Dispose();
        return errno;
    }
}
