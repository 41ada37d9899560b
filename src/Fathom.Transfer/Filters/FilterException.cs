using System.Text;

namespace Fathom.Transfer;

/// <summary>A filter rule, or an entry of a list of files, that has no meaning.</summary>
public sealed class FilterException : ArgumentException
{
    /// <summary>Makes the exception; its message reads "WHAT: RULE", and where the rule stands if that is known.</summary>
    /// <param name="what">What is wrong, for example "unknown filter rule".</param>
    /// <param name="rule">Raw bytes of the rule; its beginning is shown.</param>
    /// <param name="origin">Of which file and line; empty for the command line.</param>
    public FilterException(string what, ReadOnlySpan<byte> rule, string origin = "")
        : base($"{what}: {Show(rule)}{(string.IsNullOrEmpty(origin) ? "" : $" ({origin})")}")
    {
    }

    private static string Show(ReadOnlySpan<byte> rule)
    {
        const int Shown = 200;
        string text = Encoding.UTF8.GetString(rule[..Math.Min(rule.Length, Shown)]);
        StringBuilder shown = new(text.Length);
        foreach (char c in text)
        {
            shown.Append(char.IsControl(c) ? '?' : c);
        }

        return shown.Append(rule.Length > Shown ? "..." : "").ToString();
    }
}
