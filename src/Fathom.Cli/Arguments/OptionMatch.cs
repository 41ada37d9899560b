using System.CommandLine;

namespace Fathom.Cli;

/// <summary>What an option name on the command line stands for.</summary>
/// <param name="Option">Null for help, version and errors.</param>
/// <param name="Name">The full long name.</param>
internal readonly record struct OptionMatch(Option? Option, string Name, ArgumentRequest Request, string? Error)
{
    internal const string Help = "--help";
    internal const string Version = "--version";

    /// <summary>Finds a long option by its name or by an abbreviation that fits only one. Options of groups and
    /// hidden ones go by their whole name.</summary>
    /// <param name="name">With its dashes.</param>
    internal static OptionMatch Long(Command command, string name)
    {
        OptionMatch found = default;
        List<string> possible = [];
        HashSet<Option?> whole = [.. ModelText.GroupsOf(command).SelectMany(group => group.Options)];
        foreach (OptionMatch candidate in Candidates(command))
        {
            if (candidate.Name == name)
            {
                return candidate;
            }

            if (candidate.Name.StartsWith(name, StringComparison.Ordinal) && !whole.Contains(candidate.Option) && candidate.Option?.Hidden != true)
            {
                // Two names of one option are not ambiguous.
                if (possible.Count == 0 || candidate.Option is null || candidate.Option != found.Option)
                {
                    possible.Add(candidate.Name);
                }

                found = candidate;
            }
        }

        return possible.Count switch
        {
            0 => Failed($"unrecognized option {NameEscaper.Quote(name)}"),
            1 => found,
            _ => Failed($"option {NameEscaper.Quote(name)} is ambiguous; possibilities: {string.Join(' ', possible)}"),
        };
    }

    /// <summary>Finds a one-letter option.</summary>
    internal static Option? Short(Command command, char letter)
    {
        foreach (Option option in OptionsOf(command))
        {
            if (IsShort(option.Name, letter))
            {
                return option;
            }

            foreach (string alias in option.Aliases)
            {
                if (IsShort(alias, letter))
                {
                    return option;
                }
            }
        }

        return null;
    }

    private static bool IsShort(string name, char letter) => name.Length == 2 && name[0] == '-' && name[1] == letter;

    private static OptionMatch Failed(string error) => new(null, "", ArgumentRequest.Error, error);

    private static IEnumerable<OptionMatch> Candidates(Command command)
    {
        yield return new(null, Help, ArgumentRequest.Help, null);
        yield return new(null, Version, ArgumentRequest.Version, null);
        foreach (Option option in OptionsOf(command))
        {
            yield return new(option, option.Name, ArgumentRequest.Run, null);
            foreach (string alias in option.Aliases)
            {
                yield return new(option, alias, ArgumentRequest.Run, null);
            }
        }
    }

    private static IEnumerable<Option> OptionsOf(Command command)
    {
        foreach (Option option in command.Options)
        {
            yield return option;
        }

        foreach (Command parent in command.Parents.OfType<Command>())
        {
            foreach (Option option in OptionsOf(parent))
            {
                if (option.Recursive)
                {
                    yield return option;
                }
            }
        }
    }
}
