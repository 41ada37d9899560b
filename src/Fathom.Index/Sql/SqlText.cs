using System.Text;

namespace Fathom.Index;

/// <summary>Names and values inside SQL text, for DuckDB and SQLite alike.</summary>
internal static class SqlText
{
    /// <summary>A name of a table or column: <c>"a ""b"""</c>.</summary>
    internal static string Identifier(string name) => Quote(name, '"');

    /// <summary>A string: <c>'it''s'</c>.</summary>
    internal static string Literal(string value) => Quote(value, '\'');

    /// <summary>A list of strings for DuckDB: <c>['a', 'b']</c>.</summary>
    internal static string Literals(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Literal))}]";

    private static string Quote(string text, char quote)
    {
        StringBuilder quoted = new(text.Length + 2);
        return quoted.Append(quote).Append(text).Replace(quote.ToString(), new string(quote, 2), 1, text.Length).Append(quote).ToString();
    }
}
