using System.CommandLine;

namespace Fathom.Cli;

/// <summary>An option of rsync with a value. Every appearance counts, in the order of the command line.</summary>
internal sealed class TransferValue : Option<string[]>
{
    private readonly Action<TransferSettings, string> _apply;

    /// <param name="valueName">What stands for the value in help.</param>
    /// <param name="description">For help; null for an option that help does not list.</param>
    internal TransferValue(string name, string[] aliases, string valueName, string? description, Action<TransferSettings, string> apply)
        : base(name, aliases)
    {
        HelpName = valueName;
        Description = description;
        Hidden = description is null;
        _apply = apply;
    }

    /// <summary>Does what one appearance means.</summary>
    /// <param name="value">As typed; see <see cref="PathText"/>.</param>
    /// <exception cref="UsageException">It cannot be meant.</exception>
    internal void Apply(TransferSettings settings, string value) => _apply(settings, value);
}
