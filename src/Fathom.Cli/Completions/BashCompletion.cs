using System.CommandLine;
using System.Text;

namespace Fathom.Cli;

/// <summary>A completion script for bash. It needs no bash-completion package.</summary>
internal static class BashCompletion
{
    private const string Head = """
        # bash completion for fathom
        _fathom() {
            local cur=${COMP_WORDS[COMP_CWORD]} prev= path=fathom word i
            COMPREPLY=()
            ((COMP_CWORD > 0)) && prev=${COMP_WORDS[COMP_CWORD - 1]}
            # '=' splits words: '--option=value' arrives as three.
            if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]] && ((COMP_CWORD > 1)); then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi
            for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                case "$path $word" in

        """;

    private const string Tail = """
            esac
            if [[ $cur == -* ]]; then
                mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
                # A value follows the equals sign, not a space.
                [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
            elif [[ $words == @files ]]; then
                compopt -o filenames
                mapfile -t COMPREPLY < <(compgen -f -- "$cur")
            else
                mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
            fi
        }
        complete -F _fathom fathom

        """;

    /// <summary>The whole script.</summary>
    internal static string Render(Command root)
    {
        StringBuilder text = new(Head);
        foreach (Command command in ModelText.Family(root).Where(command => command != root))
        {
            text.Append($"            {Quote(ModelText.PathOf(command))}) path=\"$path $word\" ;;\n");
        }

        text.Append("        esac\n    done\n    local options= words=\n    case \"$path:$prev\" in\n");
        foreach (Command command in ModelText.Family(root))
        {
            AppendValues(text, command);
        }

        text.Append("    esac\n    case $path in\n");
        foreach (Command command in ModelText.Family(root))
        {
            text.Append($"        {Quote(ModelText.PathOf(command))}) options={Quote(Options(command))} words={Quote(Operands(command))} ;;\n");
        }

        return text.Append(Tail).ToString();
    }

    private static void AppendValues(StringBuilder text, Command command)
    {
        foreach (Option option in command.Options.Where(option => !option.Hidden && OptionUse.NeedsValue(option)))
        {
            string pattern = string.Join('|', ModelText.NamesOf(option).Select(name => Quote($"{ModelText.PathOf(command)}:{name}")));
            IReadOnlyList<string> words = ModelText.WordsOf(option);
            string action = words.Count > 0 ? $"mapfile -t COMPREPLY < <(compgen -W {Quote(string.Join(' ', words))} -- \"$cur\")"
                : ModelText.IsFile(ModelText.ValueName(option)) ? "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")"
                : ":";
            text.Append($"        {pattern}) {action}; return ;;\n");
        }
    }

    private static string Options(Command command) => string.Join(' ', ModelText.VisibleOptions(command).SelectMany(
        option => ModelText.NamesOf(option).Select(name => IsLong(name) && OptionUse.NeedsValue(option) ? name + "=" : name)));

    private static string Operands(Command command)
    {
        if (command.Subcommands.Count > 0)
        {
            return string.Join(' ', command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name));
        }

        return command.Arguments.Any(argument => ModelText.IsFile(ModelText.ValueName(argument)))
            ? "@files"
            : string.Join(' ', command.Arguments.SelectMany(ModelText.WordsOf));
    }

    private static bool IsLong(string name) => name.StartsWith("--", StringComparison.Ordinal);

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
