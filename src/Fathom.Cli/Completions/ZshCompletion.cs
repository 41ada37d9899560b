using System.CommandLine;
using System.Text;

namespace Fathom.Cli;

/// <summary>A completion function for zsh, with one function per command.</summary>
internal static class ZshCompletion
{
    /// <summary>The whole script.</summary>
    internal static string Render(Command root)
    {
        StringBuilder text = new("#compdef fathom\n");
        foreach (Command command in ModelText.Family(root))
        {
            text.Append('\n');
            AppendFunction(text, command);
        }

        // Loaded by autoload, the file is the function's body; sourced, it registers the function.
        return text.Append("\nif [[ $funcstack[1] == _fathom ]]; then\n    _fathom \"$@\"\nelse\n    compdef _fathom fathom\nfi\n").ToString();
    }

    private static void AppendFunction(StringBuilder text, Command command)
    {
        text.Append($"{Name(command)}() {{\n    local curcontext=$curcontext state line\n    _arguments -s -S");
        foreach (Option option in ModelText.VisibleOptions(command))
        {
            AppendOption(text, option);
        }

        if (command.Subcommands.Count == 0)
        {
            foreach (Argument argument in command.Arguments.Where(argument => !argument.Hidden))
            {
                bool isMany = argument.Arity.MaximumNumberOfValues > 1;
                text.Append($" \\\n        {Quote((isMany ? "*" : "") + ":" + Plain(ModelText.ValueName(argument)) + ":" + Action(ModelText.ValueName(argument), ModelText.WordsOf(argument)))}");
            }

            text.Append("\n}\n");
            return;
        }

        text.Append(" \\\n        '1:command:->command' \\\n        '*::argument:->argument'\n    case $state in\n        command)\n");
        text.Append("            local -a commands=(");
        foreach (Command child in command.Subcommands.Where(child => !child.Hidden))
        {
            text.Append($"\n                {Quote($"{child.Name}:{child.Description}")}");
        }

        text.Append("\n            )\n            _describe -t commands command commands ;;\n        argument)\n            case $line[1] in\n");
        foreach (Command child in command.Subcommands)
        {
            text.Append($"                {child.Name}) {Name(child)} ;;\n");
        }

        text.Append("            esac ;;\n    esac\n}\n");
    }

    private static void AppendOption(StringBuilder text, Option option)
    {
        IReadOnlyList<string> names = ModelText.NamesOf(option);
        string exclusion = OptionUse.TakesValue(option) && option.Arity.MaximumNumberOfValues > 1 ? "*" : $"({string.Join(' ', names)})";
        foreach (string name in names)
        {
            bool isLong = name.StartsWith("--", StringComparison.Ordinal);
            string value = "";
            string mark = "";
            if (OptionUse.TakesValue(option))
            {
                mark = isLong ? OptionUse.NeedsValue(option) ? "=" : "=-" : OptionUse.NeedsValue(option) ? "+" : "-";
                string colons = OptionUse.NeedsValue(option) ? ":" : "::";
                value = $"{colons}{Plain(ModelText.ValueName(option))}:{Action(ModelText.ValueName(option), ModelText.WordsOf(option))}";
            }

            text.Append($" \\\n        {Quote($"{exclusion}{name}{mark}[{Bracket(option.Description ?? "")}]{value}")}");
        }
    }

    private static string Action(string valueName, IReadOnlyList<string> words) =>
        words.Count > 0 ? $"({string.Join(' ', words)})" : ModelText.IsFile(valueName) ? "_files" : " ";

    private static string Name(Command command) => "_" + ModelText.PathOf(command).Replace(' ', '_').Replace('-', '_');

    private static string Bracket(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);

    private static string Plain(string text) => text.Replace(":", "\\:", StringComparison.Ordinal);

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
