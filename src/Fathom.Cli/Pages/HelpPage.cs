using System.CommandLine;
using System.Text;

namespace Fathom.Cli;

/// <summary>What <c>--help</c> prints, made from the command model.</summary>
internal sealed class HelpPage
{
    private const int LabelWidth = 28;

    private readonly StringBuilder _text = new();
    private readonly int _width;

    private HelpPage(int width) => _width = width;

    /// <summary>The page, with lines of at most <paramref name="width"/> columns where words allow it.</summary>
    internal static string Render(Command command, int width)
    {
        HelpPage page = new(width);
        page._text.Append("Usage: ").AppendLine(ModelText.Synopsis(command));
        page.Paragraph(command.Description + ".");
        page.Section("Operands:", command.Arguments.Where(argument => !argument.Hidden)
            .Select(argument => ("  " + ModelText.ValueName(argument), argument.Description)));
        page.Section("Commands:", command.Subcommands.Where(child => !child.Hidden)
            .Select(child => ("  " + child.Name, child.Description)));
        page.Options("Options:", ModelText.UngroupedOptions(command));
        foreach (OptionGroup group in ModelText.GroupsOf(command))
        {
            page.Options(group.Title + ":", group.Options);
        }

        if (command is DocumentedCommand documented)
        {
            foreach (string note in documented.Notes)
            {
                page._text.AppendLine();
                page.Paragraph(note);
            }

            page.Examples(documented.Examples);
        }

        if (command.Subcommands.Count > 0)
        {
            page._text.AppendLine();
            page.Paragraph($"'{ModelText.PathOf(command)} COMMAND --help' tells about one command.");
        }

        return page._text.ToString();
    }

    private void Options(string title, IEnumerable<Option> options) =>
        Section(title, options.Select(option => ("  " + ModelText.LabelOf(option), option.Description)));

    private void Section(string title, IEnumerable<(string Label, string? Description)> rows)
    {
        bool isFirst = true;
        foreach ((string label, string? description) in rows)
        {
            if (isFirst)
            {
                _text.AppendLine().AppendLine(title);
                isFirst = false;
            }

            _text.Append(label);
            int column = label.Length;
            if (column > LabelWidth - 2)
            {
                _text.AppendLine();
                column = 0;
            }

            _text.Append(' ', LabelWidth - column);
            Wrap(description ?? "", LabelWidth);
        }
    }

    private void Examples(List<Example> examples)
    {
        if (examples.Count == 0)
        {
            return;
        }

        _text.AppendLine().AppendLine("Examples:");
        foreach (Example example in examples)
        {
            _text.Append("  ").AppendLine(example.CommandLine);
            _text.Append(' ', 6);
            Wrap(example.Purpose, 6);
        }
    }

    private void Paragraph(string text) => Wrap(text, 0);

    private void Wrap(string text, int indent)
    {
        int column = indent;
        foreach (string word in text.Split(' '))
        {
            if (column > indent && column + 1 + word.Length > _width)
            {
                _text.AppendLine().Append(' ', indent);
                column = indent;
            }

            if (column > indent)
            {
                _text.Append(' ');
                column++;
            }

            _text.Append(word);
            column += word.Length;
        }

        _text.AppendLine();
    }
}
