namespace Fathom.Cli;

/// <summary>A line that is being typed: its text, the cursor, and what the keys of a shell do to them.</summary>
/// <param name="history">Lines typed before, oldest first.</param>
internal sealed class EditedLine(IReadOnlyList<string> history)
{
    private int _shown = history.Count; // which line of the history is shown; Count is the line itself
    private string _own = "";

    internal string Text { get; private set; } = "";

    /// <summary>Characters before the cursor.</summary>
    internal int Cursor { get; private set; }

    /// <summary>Does what a key means here.</summary>
    internal EditResult Apply(ConsoleKeyInfo key)
    {
        if ((key.Modifiers & ConsoleModifiers.Control) != 0)
        {
            return ApplyControl(key.Key);
        }

        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return EditResult.Accepted;
            case ConsoleKey.Backspace:
                Remove(Previous(), Cursor);
                break;
            case ConsoleKey.Delete:
                Remove(Cursor, Next());
                break;
            case ConsoleKey.LeftArrow:
                Cursor = Previous();
                break;
            case ConsoleKey.RightArrow:
                Cursor = Next();
                break;
            case ConsoleKey.Home:
                Cursor = 0;
                break;
            case ConsoleKey.End:
                Cursor = Text.Length;
                break;
            case ConsoleKey.UpArrow:
                Show(_shown - 1);
                break;
            case ConsoleKey.DownArrow:
                Show(_shown + 1);
                break;
            default:
                Insert(key.KeyChar);
                break;
        }

        return EditResult.Editing;
    }

    private EditResult ApplyControl(ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.C:
                return EditResult.Cancelled;
            case ConsoleKey.D when Text.Length == 0:
                return EditResult.Ended;
            case ConsoleKey.J or ConsoleKey.M:
                return EditResult.Accepted;
            case ConsoleKey.D:
                Remove(Cursor, Next());
                break;
            case ConsoleKey.A:
                Cursor = 0;
                break;
            case ConsoleKey.E:
                Cursor = Text.Length;
                break;
            case ConsoleKey.B:
                Cursor = Previous();
                break;
            case ConsoleKey.F:
                Cursor = Next();
                break;
            case ConsoleKey.H:
                Remove(Previous(), Cursor);
                break;
            case ConsoleKey.K:
                Remove(Cursor, Text.Length);
                break;
            case ConsoleKey.U:
                Remove(0, Cursor);
                break;
            case ConsoleKey.W:
                Remove(WordStart(), Cursor);
                break;
            case ConsoleKey.P:
                Show(_shown - 1);
                break;
            case ConsoleKey.N:
                Show(_shown + 1);
                break;
        }

        return EditResult.Editing;
    }

    private void Insert(char typed)
    {
        if (typed == '\t' || !char.IsControl(typed))
        {
            Text = Text.Insert(Cursor, typed == '\t' ? " " : typed.ToString());
            Cursor++;
        }
    }

    private void Remove(int start, int end)
    {
        Text = Text.Remove(start, end - start);
        Cursor = start;
    }

    private void Show(int line)
    {
        if (line < 0 || line > history.Count)
        {
            return;
        }

        if (_shown == history.Count)
        {
            _own = Text;
        }

        _shown = line;
        Text = line == history.Count ? _own : history[line];
        Cursor = Text.Length;
    }

    // A character beyond U+FFFF is two units, which stay together.
    private int Previous() => Cursor == 0 ? 0 : Cursor > 1 && char.IsLowSurrogate(Text[Cursor - 1]) ? Cursor - 2 : Cursor - 1;

    private int Next() => Cursor == Text.Length ? Cursor
        : Cursor + 1 < Text.Length && char.IsHighSurrogate(Text[Cursor]) ? Cursor + 2
        : Cursor + 1;

    private int WordStart()
    {
        int start = Cursor;
        while (start > 0 && Text[start - 1] == ' ')
        {
            start--;
        }

        while (start > 0 && Text[start - 1] != ' ')
        {
            start--;
        }

        return start;
    }
}
