using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;
using Fathom.Local;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault create</c>: makes a vault.</summary>
internal sealed class VaultCreateCommand
{
    private readonly Argument<string> _directory = new("DIR") { Description = "where: an empty directory, or one that is made" };

    private readonly Option<string> _cipher = new("--cipher")
    {
        Description = "gcm (the default), or ctrmac, which programs before Cryptomator 1.6 read",
        HelpName = "CIPHER",
        DefaultValueFactory = static _ => "gcm",
    };

    private readonly IntegerOption _cost = new("--scrypt-cost", 2, VaultCreateOptions.MaxScryptCost)
    {
        Description = "what a try of the password costs: a power of 2, and as many KiB of memory; 32768 by default, at most 1048576",
    };

    private readonly VaultOptionSet _password = new(PasswordKind.OfNewVault);

    internal static Command Create()
    {
        VaultCreateCommand create = new();
        create._cipher.AcceptOnlyFromAmong("gcm", "ctrmac");
        DocumentedCommand command = new("create", "Make a vault")
        {
            Arguments = { create._directory },
            Options = { create._cipher, create._cost },
            Examples =
            {
                new("fathom vault create ~/Cloud/vault", "the password is asked for, twice"),
                new("fathom vault create --password-file pw /srv/vault", "from a script"),
                new("fathom vault create --cipher ctrmac --scrypt-cost 262144 old", "for programs that read no GCM; each try takes 256 MiB"),
            },
            Notes =
            {
                "Cryptomator opens the vault, and so does any program that reads its format 8. Nobody can help when the password is lost: keep the text that fathom vault recovery-key prints.",
                "The file vault.cryptomator, without which nothing is a vault, is written last. What an interrupted run left has to be removed before the next one.",
            },
        };
        create._password.AddTo(command);
        command.SetAction(create.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        long cost = result.GetValue(_cost) ?? VaultCreateOptions.Default.ScryptCost;
        if (!BitOperations.IsPow2(cost))
        {
            throw new UsageException($"--scrypt-cost {cost} is no power of 2: give {BitOperations.RoundUpToPowerOf2((ulong)cost)}, for example");
        }

        string typed = result.GetValue(_directory)!;
        byte[] directory = VaultOperand.Parse(typed);
        VaultOperand.RefuseServer(directory);
        VaultCreateOptions options = new()
        {
            Cipher = result.GetValue(_cipher) == "gcm" ? CipherCombo.SivGcm : CipherCombo.SivCtrMac,
            ScryptCost = (int)cost,
        };
        return _password.Resolve(result).Use(directory, password =>
        {
            if (OperatingSystem.IsLinux())
            {
                LocalPlace.MakeDirectory(directory);
            }

            return VaultOperand.Use(typed, vault =>
            {
                vault.Create(password.Span, options);
                return ExitCode.Done;
            });
        });
    }
}
