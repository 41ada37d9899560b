using System.CommandLine;
using System.Security.Cryptography;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault recovery-key</c>: shows the keys of a vault.</summary>
internal static class VaultRecoveryKeyCommand
{
    internal static Command Create()
    {
        Argument<string> vault = VaultOperand.Create();
        VaultOptionSet password = new(PasswordKind.OfVault);
        DocumentedCommand command = new("recovery-key", "Print the text that replaces a lost password")
        {
            Arguments = { vault },
            Examples =
            {
                new("fathom vault recovery-key ~/Cloud/vault | lpr", "on paper, and nowhere else"),
                new("fathom vault passwd --recovery-key-file key.txt ~/Cloud/vault", "use it"),
            },
            Notes =
            {
                "The text is the two master keys of the vault and a checksum, in base64url. Whoever has it can read and change the vault, whatever its password is then or later. Capitals count; spaces and line ends do not.",
            },
        };
        password.AddTo(command);
        command.SetAction(result =>
        {
            string typed = result.GetValue(vault)!;
            byte[] root = VaultOperand.Parse(typed);
            byte[] text = GC.AllocateArray<byte>(RecoveryKey.TextLength, pinned: true);
            try
            {
                VaultOperand.Use(typed, directory => password.Resolve(result).Use(root, utf8 =>
                {
                    using RecoveryKey key = directory.ReadRecoveryKey(utf8.Span);
                    key.WriteText(text);
                    return 0;
                }));
                using StandardOutput output = new();
                output.WriteSecret(text);
                return ExitCode.Done;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(text);
            }
        });
        return command;
    }
}
