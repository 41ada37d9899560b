using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>The options of every command that may open a vault.</summary>
internal sealed class VaultOptionSet
{
    private readonly Option<string?> _file = new("--password-file")
    {
        Description = "the password is the first line of FILE",
        HelpName = "FILE",
    };

    private readonly Option<bool> _standardInput = new("--password-stdin")
    {
        Description = $"the password is the first line of standard input; without either it is {VaultPassword.Variable}, or asked for",
    };

    /// <summary>Adds the options to <paramref name="command"/>, as a group.</summary>
    internal void AddTo(DocumentedCommand command)
    {
        OptionGroup group = new("Vaults (vault:ROOT)", [_file, _standardInput]);
        command.Groups.Add(group);
        foreach (Option option in group.Options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Where passwords come from.</summary>
    /// <exception cref="UsageException">Both options were given.</exception>
    internal VaultPassword Resolve(ParseResult result)
    {
        if (result.GetValue(_file) is not null && result.GetValue(_standardInput))
        {
            throw new UsageException("--password-file and --password-stdin cannot be combined");
        }

        return new VaultPassword { File = result.GetValue(_file), IsOnStandardInput = result.GetValue(_standardInput) };
    }
}
