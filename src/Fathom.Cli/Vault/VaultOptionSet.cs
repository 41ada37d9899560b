using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>The options that say where a password comes from.</summary>
internal sealed class VaultOptionSet
{
    private readonly PasswordKind _kind;
    private readonly Option<string?> _file;
    private readonly Option<bool> _standardInput;
    private readonly IntegerOption _descriptor;

    internal VaultOptionSet(PasswordKind kind)
    {
        _kind = kind;
        _file = new Option<string?>($"{kind.Option}-file") { Description = "the password is the first line of FILE", HelpName = "FILE" };
        _descriptor = new IntegerOption($"{kind.Option}-fd", 0, int.MaxValue) { Description = "the password is the next line of descriptor N" };
        _standardInput = new Option<bool>($"{kind.Option}-stdin")
        {
            Description = $"the password is the next line of standard input; without any of these it is {kind.Variable}, or asked for",
        };
    }

    /// <summary>Adds the options to <paramref name="command"/>, as a group.</summary>
    internal void AddTo(DocumentedCommand command)
    {
        OptionGroup group = new(_kind.Title, [_file, _descriptor, _standardInput]);
        command.Groups.Add(group);
        foreach (Option option in group.Options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Where the password comes from.</summary>
    /// <exception cref="UsageException">More than one option was given.</exception>
    internal VaultPassword Resolve(ParseResult result)
    {
        string? file = result.GetValue(_file);
        int? descriptor = result.GetValue(_standardInput) ? SecretInput.StandardInput : null;
        int count = (file is null ? 0 : 1) + (descriptor is null ? 0 : 1) + (result.GetValue(_descriptor) is null ? 0 : 1);
        return count > 1
            ? throw new UsageException($"{_file.Name}, {_descriptor.Name} and {_standardInput.Name} cannot be combined")
            : new VaultPassword { Kind = _kind, File = file, Descriptor = descriptor ?? (int?)result.GetValue(_descriptor) };
    }
}
