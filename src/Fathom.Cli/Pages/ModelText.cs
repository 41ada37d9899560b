using System.CommandLine;
using System.Text;

namespace Fathom.Cli;

/// <summary>Names in the command model, as help, man pages and completions spell them.</summary>
internal static class ModelText
{
    private static readonly string[] s_fileValues = ["PATH", "FILE", "DIR", "TREE", "ROOT", "SRC", "DST", "OLD", "NEW", "INDEX", "VAULT", "SOURCE", "DEST"];

    /// <summary>All words that lead to <paramref name="command"/>: <c>fathom vault create</c>.</summary>
    internal static string PathOf(Command command)
    {
        string path = command.Name;
        for (Command? parent = ParentOf(command); parent is not null; parent = ParentOf(parent))
        {
            path = $"{parent.Name} {path}";
        }

        return path;
    }

    /// <summary>How the command is called: <c>fathom du [OPTION]... [PATH]...</c>.</summary>
    internal static string Synopsis(Command command)
    {
        StringBuilder text = new(PathOf(command));
        if (command.Options.Any(option => !option.Hidden))
        {
            text.Append(" [OPTION]...");
        }

        if (command.Subcommands.Count > 0)
        {
            text.Append(" COMMAND [ARGUMENT]...");
        }

        foreach (Argument argument in command.Arguments.Where(argument => !argument.Hidden))
        {
            string name = ValueName(argument);
            string dots = argument.Arity.MaximumNumberOfValues > 1 && argument is not OperandsWithLast { Repeats: false } ? "..." : "";
            dots += argument is OperandsWithLast operands ? $" {operands.Last}" : "";
            text.Append(argument.Arity.MinimumNumberOfValues == 0 ? $" [{name}]{dots}" : $" {name}{dots}");
        }

        return text.ToString();
    }

    /// <summary>Names of an option, short ones first.</summary>
    internal static IReadOnlyList<string> NamesOf(Option option) =>
        [.. option.Aliases.Prepend(option.Name).OrderBy(name => name.StartsWith("--", StringComparison.Ordinal))];

    /// <summary>What stands for the value of an option: HelpName, or the option's own name in capitals.</summary>
    internal static string ValueName(Option option) => option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant();

    /// <summary>What stands for an operand.</summary>
    internal static string ValueName(Argument argument) => argument.HelpName ?? argument.Name.ToUpperInvariant();

    /// <summary>Whether the shell should complete names of files for a value of this name.</summary>
    internal static bool IsFile(string valueName) => s_fileValues.Contains(valueName);

    /// <summary>The words that may stand for a value; empty if any may.</summary>
    internal static IReadOnlyList<string> WordsOf(Option option) =>
        OptionUse.TakesValue(option) ? [.. option.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(item => item.Label)] : [];

    /// <inheritdoc cref="WordsOf(Option)"/>
    internal static IReadOnlyList<string> WordsOf(Argument argument) =>
        [.. argument.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(item => item.Label)];

    /// <summary><c>-B, --block-size=SIZE</c>.</summary>
    internal static string LabelOf(Option option)
    {
        IReadOnlyList<string> names = NamesOf(option);
        string label = (names[0].StartsWith("--", StringComparison.Ordinal) ? "    " : "") + string.Join(", ", names);
        return label + ValueSuffix(option, names[^1]);
    }

    /// <summary><c>=SIZE</c>, <c>[=WORD]</c>, <c> N</c> behind a short name, or nothing for a flag.</summary>
    internal static string ValueSuffix(Option option, string name)
    {
        if (!OptionUse.TakesValue(option))
        {
            return "";
        }

        string value = ValueName(option);
        bool isLong = name.StartsWith("--", StringComparison.Ordinal);
        return OptionUse.NeedsValue(option) ? (isLong ? "=" : " ") + value : isLong ? $"[={value}]" : $"[{value}]";
    }

    /// <summary>Options to show, those of groups included.</summary>
    internal static IEnumerable<Option> VisibleOptions(Command command) =>
        [.. UngroupedOptions(command), .. GroupsOf(command).SelectMany(group => group.Options)];

    /// <summary>Headings with their options; few commands have any.</summary>
    internal static IReadOnlyList<OptionGroup> GroupsOf(Command command) => (command as DocumentedCommand)?.Groups ?? [];

    /// <summary>Options to show that stand under no heading of their own, help and version last.</summary>
    internal static IEnumerable<Option> UngroupedOptions(Command command)
    {
        HashSet<Option> grouped = [.. GroupsOf(command).SelectMany(group => group.Options)];
        foreach (Option option in command.Options.Where(option => !option.Hidden && !grouped.Contains(option)))
        {
            yield return option;
        }

        yield return new Option<bool>(OptionMatch.Help) { Description = "show this help and exit" };
        if (ParentOf(command) is null)
        {
            yield return new Option<bool>(OptionMatch.Version) { Description = "show the version and exit" };
        }
    }

    /// <summary>The command and all below it, parents first.</summary>
    internal static IEnumerable<Command> Family(Command command)
    {
        yield return command;
        foreach (Command descendant in command.Subcommands.SelectMany(Family))
        {
            yield return descendant;
        }
    }

    private static Command? ParentOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault();
}
