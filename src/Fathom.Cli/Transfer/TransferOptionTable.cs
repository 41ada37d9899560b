using System.CommandLine;

namespace Fathom.Cli;

/// <summary>Rows of one heading of help while a command is built: options, and the forms that take them back, which help does not list.</summary>
/// <param name="command">Gets the options.</param>
internal sealed class TransferOptionTable(DocumentedCommand command)
{
    private readonly List<Option> _listed = [];

    /// <summary>Adds an option without a value.</summary>
    /// <param name="names">The long name first, if there is one.</param>
    internal TransferOptionTable Flag(string names, string? description, Action<TransferSettings> apply)
    {
        string[] all = names.Split(' ');
        return Add(new TransferFlag(all[0], all[1..], description, apply), description);
    }

    /// <summary>Adds an option without a value, and the forms that take it back.</summary>
    /// <param name="opposites">The names of those, with their dashes.</param>
    /// <param name="apply">Gets whether it is set or taken back.</param>
    internal TransferOptionTable Switch(string names, string opposites, string description, Action<TransferSettings, bool> apply)
    {
        Flag(names, description, settings => apply(settings, true));
        return Flag(opposites, null, settings => apply(settings, false));
    }

    /// <summary>Adds an option with a value.</summary>
    internal TransferOptionTable Value(string names, string valueName, string? description, Action<TransferSettings, string> apply)
    {
        string[] all = names.Split(' ');
        return Add(new TransferValue(all[0], all[1..], valueName, description, apply), description);
    }

    /// <summary>Ends the heading.</summary>
    internal void Close(string title)
    {
        command.Groups.Add(new OptionGroup(title, [.. _listed]));
        _listed.Clear();
    }

    private TransferOptionTable Add(Option option, string? description)
    {
        command.Options.Add(option);
        if (description is not null)
        {
            _listed.Add(option);
        }

        return this;
    }
}
