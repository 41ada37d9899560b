using System.Text;

namespace Fathom.Cli;

/// <summary>Lines of SQL: typed at a terminal with editing and history, or read from a pipe.</summary>
internal sealed class LineReader(QueryHistory history)
{
    /// <summary>A person types.</summary>
    internal bool IsTerminal { get; } = Interop.IsTerminal(0);

    /// <summary>Reads one line.</summary>
    /// <param name="prompt">ASCII; shown at a terminal, on standard error.</param>
    /// <returns><see cref="EditResult.Accepted"/>, Cancelled or Ended.</returns>
    internal EditResult Read(string prompt, out string line)
    {
        if (!IsTerminal)
        {
            string? next = Console.In.ReadLine();
            line = next ?? "";
            return next is null ? EditResult.Ended : EditResult.Accepted;
        }

        EditedLine edited = new(history.Lines);
        EditResult result = EditResult.Editing;

        // While a line is typed Ctrl-C is a key; while a query runs it is a signal.
        Console.TreatControlCAsInput = true;
        try
        {
            Draw(prompt, edited);
            while (result == EditResult.Editing)
            {
                result = edited.Apply(Console.ReadKey(intercept: true));
                if (!Console.KeyAvailable || result != EditResult.Editing)
                {
                    Draw(prompt, edited);
                }
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }

        StandardError.Shared.Write(result == EditResult.Cancelled ? "^C\n"u8 : "\n"u8);
        line = edited.Text;
        if (result == EditResult.Accepted)
        {
            history.Add(line);
        }

        return result;
    }

    // One screen line, of which the part around the cursor shows.
    private static void Draw(string prompt, EditedLine line)
    {
        int room = Math.Max(8, Terminal.StandardError.Width - prompt.Length - 1);
        int start = 0;
        while (WidthOf(line.Text.AsSpan(start, line.Cursor - start)) > room)
        {
            start++;
        }

        byte[] rest = Encoding.UTF8.GetBytes(line.Text[start..]);
        int column = prompt.Length + WidthOf(line.Text.AsSpan(start, line.Cursor - start));
        ReadOnlySpan<byte> shown = rest.AsSpan(0, TextWidth.Fit(rest, room));
        StandardError.Shared.Write([.. Encoding.UTF8.GetBytes($"\r{prompt}"), .. shown, .. Encoding.UTF8.GetBytes($"\e[K\r\e[{column}C")]);
    }

    private static int WidthOf(ReadOnlySpan<char> text) => TextWidth.Of(Encoding.UTF8.GetBytes(text.ToString()));
}
