namespace Fathom.Cli;

/// <summary>What a standard stream is connected to, and what it can show.</summary>
/// <param name="descriptor">1 for standard output, 2 for standard error.</param>
/// <param name="isTerminal">isatty(3).</param>
/// <param name="environment">Value of a variable, or null.</param>
internal sealed class Terminal(int descriptor, bool isTerminal, Func<string, string?> environment)
{
    private const int DefaultWidth = 80;
    private const int DefaultHeight = 24;

    internal static Terminal StandardOutput { get; } = Open(1);

    internal static Terminal StandardError { get; } = Open(2);

    internal bool IsTerminal => isTerminal;

    /// <summary>Columns, at least 1. COLUMNS wins over the terminal; 80 if neither knows. Asked anew each time.</summary>
    internal int Width => FirstPositive(Number("COLUMNS"), isTerminal ? Interop.TerminalSize(descriptor).Columns : 0, DefaultWidth);

    /// <summary>Rows, at least 1. LINES wins over the terminal; 24 if neither knows. Asked anew each time.</summary>
    internal int Height => FirstPositive(Number("LINES"), isTerminal ? Interop.TerminalSize(descriptor).Rows : 0, DefaultHeight);

    /// <summary>NO_COLOR turns colours off (no-color.org), CLICOLOR_FORCE on even in a pipe (bixense.com/clicolors).</summary>
    internal bool HasColors
    {
        get
        {
            if (!string.IsNullOrEmpty(environment("NO_COLOR")))
            {
                return false;
            }

            if (environment("CLICOLOR_FORCE") is { Length: > 0 } force && force != "0")
            {
                return true;
            }

            return isTerminal && environment("TERM") is not (null or "" or "dumb");
        }
    }

    private static Terminal Open(int descriptor) =>
        new(descriptor, Interop.IsTerminal(descriptor), Environment.GetEnvironmentVariable);

    private int Number(string variable) =>
        int.TryParse(environment(variable), System.Globalization.CultureInfo.InvariantCulture, out int value) ? value : 0;

    private static int FirstPositive(int first, int second, int last) => first > 0 ? first : second > 0 ? second : last;
}
