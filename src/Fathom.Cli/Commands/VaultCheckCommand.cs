using System.CommandLine;
using System.CommandLine.Parsing;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom vault check</c>: finds damage, and repairs what is safe.</summary>
internal sealed class VaultCheckCommand
{
    private readonly Argument<string> _vault = VaultOperand.Create();
    private readonly Option<bool> _repair = new("--repair") { Description = "repair what can be repaired without a risk for data" };
    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "change nothing, also with --repair: say what would be done" };
    private readonly Option<bool> _data = new("--data") { Description = "decrypt every chunk of every file, not only headers" };
    private readonly Option<bool> _json = new("--json") { Description = "print one JSON document" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "no progress, and no remarks on what is not wrong" };
    private readonly VaultOptionSet _password = new(PasswordKind.OfVault);

    internal static Command Create() => new VaultCheckCommand().Build();

    private DocumentedCommand Build()
    {
        DocumentedCommand command = new("check", "Find damage in a vault, and repair what is safe")
        {
            Arguments = { _vault },
            Options = { _repair, _dryRun, _data, _json, _quiet },
            Examples =
            {
                new("fathom vault check ~/Cloud/vault", "names, ids, links, and the headers of files"),
                new("fathom vault check --data --json ~/Cloud/vault", "all bytes, for programs"),
                new("fathom vault check --repair ~/Cloud/vault", "then bring back what no name leads to, under LOST+FOUND"),
            },
            Notes =
            {
                "The exit code is 1 if there are warnings or errors that were not repaired. docs/vault-check.md says what each finding means.",
                "Nobody else should use the vault during --repair: what another program is about to make looks like something that it left behind. Nothing that could hold data is deleted.",
                "A file that was cut between two chunks, or replaced by an older version of itself, cannot be told from a sound one: the format does not authenticate the length.",
            },
        };
        _password.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        string typed = result.GetValue(_vault)!;
        byte[] root = VaultOperand.Parse(typed);
        bool repairs = result.GetValue(_repair) && !result.GetValue(_dryRun);
        if (repairs)
        {
            VaultOperand.RefuseServer(root);
        }

        VaultCheckOptions options = new() { ReadsData = result.GetValue(_data), Repairs = repairs };
        VaultPassword password = _password.Resolve(result);
        using Interruption interruption = new("fathom vault check", "not all of it was checked");
        using VaultCheck check = Open(root, password, options);
        using StandardOutput output = new();
        VaultCheckRun run = new(check, output)
        {
            Vault = root,
            ReadsData = options.ReadsData,
            IsJson = result.GetValue(_json),
            IsQuiet = result.GetValue(_quiet),
        };
        bool isSound = run.Run(interruption.Token);
        return interruption.IsRequested ? ExitCode.Interrupted : isSound ? ExitCode.Done : ExitCode.DoneWithErrors;
    }

    private static VaultCheck Open(byte[] root, VaultPassword password, VaultCheckOptions options)
    {
        IContentTree stored = VaultOperand.OpenStored(root);
        try
        {
            return password.Use(root, utf8 => VaultCheck.Open(stored, utf8.Span, options));
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }
}
