using System.CommandLine;
using System.Text;

namespace Fathom.Cli;

/// <summary>Completions for fish.</summary>
internal static class FishCompletion
{
    // A command is reached when its words follow each other, with options between them or not.
    private const string Head = """
        # fish completion for fathom
        function __fathom_path
            set -l path fathom
            for word in (commandline -opc)[2..-1]
                contains -- "$path $word" $__fathom_paths; and set path "$path $word"
            end
            echo $path
        end
        function __fathom_at
            test (__fathom_path) = "$argv"
        end
        complete -c fathom -f

        """;

    /// <summary>The whole script.</summary>
    internal static string Render(Command root)
    {
        StringBuilder text = new(Head);
        text.Append("set -g __fathom_paths");
        foreach (Command command in ModelText.Family(root).Where(command => command != root))
        {
            text.Append(' ').Append(Quote(ModelText.PathOf(command)));
        }

        text.Append('\n');
        foreach (Command command in ModelText.Family(root))
        {
            AppendCommand(text, command);
        }

        return text.ToString();
    }

    private static void AppendCommand(StringBuilder text, Command command)
    {
        string start = $"complete -c fathom -n {Quote("__fathom_at " + ModelText.PathOf(command))}";
        foreach (Command child in command.Subcommands.Where(child => !child.Hidden))
        {
            text.Append($"{start} -a {Quote(child.Name)} -d {Quote(child.Description ?? "")}\n");
        }

        foreach (Option option in ModelText.VisibleOptions(command))
        {
            text.Append(start);
            foreach (string name in ModelText.NamesOf(option))
            {
                text.Append(name.StartsWith("--", StringComparison.Ordinal) ? " -l " : " -s ").Append(Quote(name.TrimStart('-')));
            }

            AppendValue(text, option);
            text.Append($" -d {Quote(option.Description ?? "")}\n");
        }

        foreach (Argument argument in command.Arguments)
        {
            IReadOnlyList<string> words = ModelText.WordsOf(argument);
            if (words.Count > 0)
            {
                text.Append($"{start} -a {Quote(string.Join(' ', words))}\n");
            }
            else if (ModelText.IsFile(ModelText.ValueName(argument)))
            {
                text.Append($"{start} -F\n");
            }
        }
    }

    private static void AppendValue(StringBuilder text, Option option)
    {
        if (!OptionUse.NeedsValue(option))
        {
            return; // fish has no options whose value may be missing.
        }

        IReadOnlyList<string> words = ModelText.WordsOf(option);
        text.Append(words.Count > 0 ? $" -x -a {Quote(string.Join(' ', words))}" : ModelText.IsFile(ModelText.ValueName(option)) ? " -r -F" : " -x");
    }

    private static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
