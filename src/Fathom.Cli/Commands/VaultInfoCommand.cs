using System.CommandLine;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault info</c>: what a vault says of itself.</summary>
internal static class VaultInfoCommand
{
    internal static Command Create()
    {
        Argument<string> vault = VaultOperand.Create();
        Option<bool> json = new("--json") { Description = "print one JSON document" };
        VaultOptionSet password = new(PasswordKind.OfVault);
        DocumentedCommand command = new("info", "Tell the format, cipher and key file of a vault")
        {
            Arguments = { vault },
            Options = { json },
            Examples =
            {
                new("fathom vault info ~/Cloud/vault", "no password is needed"),
                new("fathom vault info --password-file pw --json ~/Cloud/vault", "and the signature is verified"),
            },
            Notes =
            {
                "The password is not asked for. Without one, all is as the files say, which anybody who can write them may have changed; with one, the keys are unlocked and the signature is verified.",
            },
        };
        password.AddTo(command);
        command.SetAction(result =>
        {
            string typed = result.GetValue(vault)!;
            VaultPassword given = password.Resolve(result);
            VaultInfo info = VaultOperand.Use(typed, directory => given.IsGiven
                ? given.Use(VaultOperand.Parse(typed), utf8 => directory.ReadInfo(utf8.Span))
                : directory.ReadInfo());
            using StandardOutput output = new();
            if (result.GetValue(json))
            {
                VaultInfoReport.WriteJson(info, output);
            }
            else
            {
                VaultInfoReport.WriteText(info, output, Terminal.StandardOutput.IsTerminal);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
