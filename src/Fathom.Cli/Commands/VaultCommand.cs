using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom vault</c>: Cryptomator vaults.</summary>
internal static class VaultCommand
{
    internal static Command Create() => new DocumentedCommand("vault", "Make, read and change Cryptomator vaults, without a mount")
    {
        Subcommands =
        {
            VaultCreateCommand.Create(),
            VaultInfoCommand.Create(),
            VaultPasswdCommand.Create(),
            VaultRecoveryKeyCommand.Create(),
            VaultListCommand.Create(),
            VaultTreeCommand.Create(),
            VaultCatCommand.Create(),
            VaultGetCommand.Create(),
            VaultPutCommand.Create(),
            VaultMakeDirectoryCommand.Create(),
            VaultRemoveCommand.Create(),
            VaultMoveCommand.Create(),
            VaultNameCommand.Create(),
            VaultCheckCommand.Create(),
        },
        Notes =
        {
            "VAULT is the directory that holds vault.cryptomator, also with vault: in front, or for what only reads an nfs:// URL. Paths in it begin at its root, with or without a slash; no symbolic link is followed in a path.",
            "A password is never taken from the command line, which every process can read: give --password-file, --password-fd, --password-stdin or FATHOM_PASSWORD, or type it.",
        },
    };
}
