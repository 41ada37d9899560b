using System.CommandLine;
using System.Text;

namespace Fathom.Cli;

/// <summary>A man page in man(7) macros, made from the command model.</summary>
internal static class ManPage
{
    /// <summary>The page's file: <c>fathom-du.1</c>.</summary>
    internal static string FileName(Command command) => Title(command) + ".1";

    /// <summary>The whole page.</summary>
    internal static string Render(Command command)
    {
        StringBuilder text = new();
        string title = Title(command);
        text.AppendLine($".TH \"{title.ToUpperInvariant()}\" \"1\" \"\" \"fathom {BuildInfo.Version}\" \"User Commands\"");
        text.AppendLine(".SH NAME").AppendLine($"{Escape(title)} \\- {Escape(command.Description ?? "")}");
        text.AppendLine(".SH SYNOPSIS").AppendLine(".B " + Escape(ModelText.Synopsis(command)));
        text.AppendLine(".SH DESCRIPTION").AppendLine(Line((command.Description ?? "") + "."));
        foreach (Argument argument in command.Arguments.Where(argument => !argument.Hidden))
        {
            Entry(text, $"\\fI{Escape(ModelText.ValueName(argument))}\\fR", argument.Description);
        }

        WriteChildren(text, command);
        text.AppendLine(".SH OPTIONS");
        WriteOptions(text, ModelText.UngroupedOptions(command));
        foreach (OptionGroup group in ModelText.GroupsOf(command))
        {
            text.AppendLine($".SS {Escape(group.Title)}");
            WriteOptions(text, group.Options);
        }

        if (command is DocumentedCommand documented)
        {
            WriteNotes(text, documented);
        }

        WriteExitStatus(text, command);
        WriteSeeAlso(text, command);
        return text.ToString();
    }

    private static string Title(Command command) => ModelText.PathOf(command).Replace(' ', '-');

    private static void WriteChildren(StringBuilder text, Command command)
    {
        if (command.Subcommands.Any(child => !child.Hidden))
        {
            text.AppendLine(".SH COMMANDS");
            foreach (Command child in command.Subcommands.Where(child => !child.Hidden))
            {
                Entry(text, $"\\fB{Escape(child.Name)}\\fR", child.Description);
            }
        }
    }

    private static void WriteOptions(StringBuilder text, IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            Entry(text, Label(option), option.Description);
        }
    }

    private static void WriteNotes(StringBuilder text, DocumentedCommand command)
    {
        if (command.Notes.Count > 0)
        {
            text.AppendLine(".SH NOTES");
            for (int i = 0; i < command.Notes.Count; i++)
            {
                text.Append(i > 0 ? ".PP\n" : "").AppendLine(Line(command.Notes[i]));
            }
        }

        if (command.Examples.Count > 0)
        {
            text.AppendLine(".SH EXAMPLES");
            foreach (Example example in command.Examples)
            {
                Entry(text, $"\\fB{Escape(example.CommandLine)}\\fR", example.Purpose);
            }
        }
    }

    private static void WriteExitStatus(StringBuilder text, Command command)
    {
        text.AppendLine(".SH EXIT STATUS");
        if (command is DocumentedCommand { ExitCodes: { Count: > 0 } own })
        {
            own.ForEach(status => Entry(text, $"{status.Code}", status.Meaning));
            return;
        }

        Entry(text, $"{ExitCode.Done}", "done");
        Entry(text, $"{ExitCode.DoneWithErrors}", "done, but something could not be read or written");
        Entry(text, $"{ExitCode.Usage}", "wrong options or operands");
        Entry(text, $"{ExitCode.Interrupted}", "interrupted; what was printed is partial");
    }

    private static void WriteSeeAlso(StringBuilder text, Command command)
    {
        List<string> pages = [.. command.Parents.OfType<Command>().Select(Title), .. command.Subcommands.Where(child => !child.Hidden).Select(Title)];
        if (pages.Count > 0)
        {
            text.AppendLine(".SH SEE ALSO");
            text.AppendLine(string.Join(" ,\n", pages.Select(page => $".BR {Escape(page)} (1)")));
        }
    }

    private static string Label(Option option)
    {
        IEnumerable<string> names = ModelText.NamesOf(option).Select(name => $"\\fB{Escape(name)}\\fR");
        string suffix = ModelText.ValueSuffix(option, ModelText.NamesOf(option)[^1]);
        return string.Join(", ", names) + (suffix.Length > 0 ? Escape(suffix).Replace(ModelText.ValueName(option), $"\\fI{ModelText.ValueName(option)}\\fR", StringComparison.Ordinal) : "");
    }

    private static void Entry(StringBuilder text, string label, string? description) =>
        text.AppendLine(".TP").AppendLine(label).AppendLine(Line(description ?? ""));

    // A line that begins with a dot or a quote would be a macro.
    private static string Line(string text)
    {
        string escaped = Escape(text);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }

    // Dashes stay dashes, so that options can be copied from the page; man-pages(7).
    private static string Escape(string text) => text
        .Replace("\\", "\\e", StringComparison.Ordinal)
        .Replace("-", "\\-", StringComparison.Ordinal)
        .Replace("'", "\\(aq", StringComparison.Ordinal)
        .Replace("`", "\\(ga", StringComparison.Ordinal)
        .Replace("^", "\\(ha", StringComparison.Ordinal)
        .Replace("~", "\\(ti", StringComparison.Ordinal);
}
