using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault passwd</c>: sets another password.</summary>
internal sealed class VaultPasswdCommand
{
    private readonly Argument<string> _vault = VaultOperand.CreateWritable();

    private readonly Option<string?> _recoveryKey = new("--recovery-key-file")
    {
        Description = "set a password without the old one: FILE has what fathom vault recovery-key printed; - is standard input",
        HelpName = "FILE",
    };

    private readonly VaultOptionSet _old = new(PasswordKind.OfVault);
    private readonly VaultOptionSet _new = new(PasswordKind.Replacing);

    internal static Command Create()
    {
        VaultPasswdCommand passwd = new();
        DocumentedCommand command = new("passwd", "Change the password of a vault")
        {
            Arguments = { passwd._vault },
            Options = { passwd._recoveryKey },
            Examples =
            {
                new("fathom vault passwd ~/Cloud/vault", "asks for the old password and twice for the new one"),
                new("fathom vault passwd --password-file old --new-password-file new vault", "from a script"),
                new("fathom vault passwd --recovery-key-file key.txt vault", "the old one is lost"),
            },
            Notes =
            {
                "The keys of the vault stay, so nothing has to be encrypted again. The file with the keys is replaced in one step: until then the old password works, from then on the new one.",
                "A copy of the old file (*.bkup) stays beside it, as Cryptomator does, and the old password opens that copy. Remove it where somebody else knows the old password; and since that somebody may have read the keys with it, make a new vault.",
                "Both passwords may come from standard input, the old one on the first line.",
            },
        };
        passwd._old.AddTo(command);
        passwd._new.AddTo(command);
        command.SetAction(passwd.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        string typed = result.GetValue(_vault)!;
        byte[] root = VaultOperand.Parse(typed);
        VaultOperand.RefuseServer(root);
        VaultPassword oldPassword = _old.Resolve(result);
        VaultPassword newPassword = _new.Resolve(result);
        string? keyFile = result.GetValue(_recoveryKey);
        return VaultOperand.Use(typed, directory => keyFile is null
            ? Change(directory, root, oldPassword, newPassword)
            : Recover(directory, root, keyFile, newPassword));
    }

    // The old one is asked for, and found wrong, before the new one.
    private static int Change(VaultDirectory directory, byte[] root, VaultPassword oldPassword, VaultPassword newPassword) =>
        oldPassword.Use(root, old =>
        {
            if (!newPassword.IsGiven)
            {
                directory.ReadInfo(old.Span);
            }

            return newPassword.Use(root, changed =>
            {
                directory.ChangePassword(old.Span, changed.Span);
                return ExitCode.Done;
            });
        });

    private static int Recover(VaultDirectory directory, byte[] root, string keyFile, VaultPassword newPassword)
    {
        byte[] text = SecretInput.ReadAll(keyFile);
        try
        {
            if (!RecoveryKey.TryParse(text, out RecoveryKey? key, out string? problem))
            {
                throw new UsageException($"{(keyFile == "-" ? "standard input" : NameEscaper.Quote(keyFile))} is no recovery key: {problem}");
            }

            using (key)
            {
                return newPassword.Use(root, changed =>
                {
                    directory.SetPassword(key, changed.Span);
                    return ExitCode.Done;
                });
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
