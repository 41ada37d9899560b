using System.CommandLine;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault cat</c>: prints files of a vault.</summary>
internal static class VaultCatCommand
{
    private const int BufferSize = 1 << 20;

    internal static Command Create()
    {
        Argument<string> vault = VaultOperand.Create();
        Argument<string[]> paths = new("PATH") { Arity = ArgumentArity.OneOrMore, Description = "files in the vault" };
        VaultOptionSet password = new(PasswordKind.OfVault);
        DocumentedCommand command = new("cat", "Print files of a vault")
        {
            Arguments = { vault, paths },
            Examples =
            {
                new("fathom vault cat ~/Cloud/vault notes.txt | less", "one file"),
                new("fathom vault cat nfs://server/export/vault a.tar | tar t", "from a server that is not mounted"),
            },
            Notes =
            {
                "What does not authenticate is an error, and none of it is printed: the content ends before the first such place.",
            },
        };
        password.AddTo(command);
        command.SetAction(result =>
        {
            Message message = new("fathom vault cat");
            List<VaultPath> wanted = [.. result.GetValue(paths)!.Select(VaultPath.Parse)];
            using VaultTree tree = VaultOperand.Open(result.GetValue(vault)!, password.Resolve(result));
            using StandardOutput output = new();
            bool hasErrors = false;
            byte[] buffer = new byte[BufferSize];
            foreach (VaultPath path in wanted)
            {
                Errno errno = Print(tree, path, buffer, output);
                if (errno != Errno.None)
                {
                    output.Flush();
                    message.Write("cannot read", path.Typed, errno == Errno.EINVAL ? "it is a link, which is not followed" : errno.Describe());
                    hasErrors = true;
                }
            }

            return hasErrors ? ExitCode.DoneWithErrors : ExitCode.Done;
        });
        return command;
    }

    private static Errno Print(VaultTree tree, VaultPath path, byte[] buffer, StandardOutput output)
    {
        Errno errno = path.Open(tree, StatMask.None, out IContentNode? node, out _);
        using (node)
        {
            IContentFile? file = null;
            errno = errno == Errno.None ? node!.OpenFile(out file) : errno;
            using (file)
            {
                int read = buffer.Length;
                for (long offset = 0; errno == Errno.None && read == buffer.Length; offset += read)
                {
                    errno = file!.Read(offset, buffer, out read);
                    output.Write(buffer.AsSpan(0, read));
                }
            }
        }

        return errno;
    }
}
