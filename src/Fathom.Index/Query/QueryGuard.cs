using System.Text;

namespace Fathom.Index;

/// <summary>Lets through statements that read, or that change nothing but memory.</summary>
/// <remarks>
/// Three walls. The engine may open the parts and no other file, and its configuration is locked (<see cref="IndexQuery"/>). A statement must begin
/// with a word and be of a kind that are listed here: EXPLAIN ANALYZE runs a COPY, and a PRAGMA may count as a SELECT. A table function must
/// be listed here: enable_logging writes files, and query takes its SQL from a string.
/// </remarks>
internal sealed class QueryGuard
{
    private static readonly HashSet<string> s_first = new(StringComparer.OrdinalIgnoreCase)
    {
        "select", "with", "from", "values", "table", "describe", "desc", "show", "summarize", "pivot", "unpivot",
        "explain", "create", "drop", "insert", "update", "delete",
    };

    private static readonly HashSet<string> s_made = new(StringComparer.OrdinalIgnoreCase) { "table", "view", "macro", "function", "type" };

    private static readonly HashSet<string> s_tableFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "summary", "duckdb_columns", "duckdb_functions",
        "duckdb_keywords", "duckdb_tables", "duckdb_types", "duckdb_views", "pragma_table_info", "pg_timezone_names",
    };

    private readonly HashSet<string> _refused = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="connection">Its own functions are asked for: a later DuckDB may have more.</param>
    internal QueryGuard(DuckConnection connection)
    {
        using DuckResult result = connection.Query("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'pragma')");
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                string name = Encoding.UTF8.GetString(chunk.Bytes(0, row));
                if (!s_tableFunctions.Contains(name))
                {
                    _refused.Add(name);
                }
            }
        }
    }

    /// <summary>Kinds that may run.</summary>
    internal static bool Allows(DuckStatementKind kind) => kind is DuckStatementKind.Select or DuckStatementKind.Explain
        or DuckStatementKind.Create or DuckStatementKind.CreateFunction or DuckStatementKind.Drop
        or DuckStatementKind.Insert or DuckStatementKind.Update or DuckStatementKind.Delete;

    /// <summary>Looks at the words of a statement.</summary>
    /// <exception cref="IndexException">It is refused.</exception>
    internal void Check(List<SqlToken> tokens)
    {
        if (tokens.TrueForAll(static token => token.Is(';')))
        {
            throw new IndexException("there is no SQL to run");
        }

        int first = tokens.FindIndex(static token => !token.Is('('));
        if (first < 0 || tokens[first].Kind != SqlTokenKind.Word || !s_first.Contains(tokens[first].Text))
        {
            throw Refusal(first < 0 ? "(" : tokens[first].Text.ToUpperInvariant());
        }

        // In parentheses stands a query and nothing else.
        if (first > 0 && !(tokens[first].Is("select") || tokens[first].Is("from") || tokens[first].Is("with") || tokens[first].Is("values")))
        {
            throw Refusal(tokens[first].Text.ToUpperInvariant());
        }

        if (tokens[first].Is("create") || tokens[first].Is("drop"))
        {
            CheckMade(tokens, first + 1);
        }

        for (int i = 0; i + 1 < tokens.Count; i++)
        {
            bool isUnicodeName = tokens[i].Is("u") && tokens[i + 1].Is('&');
            if (isUnicodeName || (tokens[i].IsName && tokens[i + 1].Is('(') && _refused.Contains(tokens[i].Text)))
            {
                throw new IndexException($"function {tokens[i].Text} is not available here: it could reach files or settings outside of the index");
            }
        }
    }

    /// <summary>Where the statement begins that an EXPLAIN looks at, or even runs.</summary>
    /// <returns>0 if it is no EXPLAIN.</returns>
    internal static int FindExplained(List<SqlToken> tokens)
    {
        if (tokens.Count < 2 || !tokens[0].Is("explain"))
        {
            return 0;
        }

        int next = tokens[1].Is("analyze") || tokens[1].Is("analyse") ? 2 : 1;
        if (next < tokens.Count && tokens[next].Is('('))
        {
            // Options such as (ANALYZE, FORMAT json), and not a query in parentheses.
            int end = tokens.FindIndex(next, static token => token.Is(')'));
            bool isQuery = next + 1 < tokens.Count && (tokens[next + 1].Is("select") || tokens[next + 1].Is("from") || tokens[next + 1].Is('('));
            next = isQuery || end < 0 ? next : end + 1;
        }

        return next < tokens.Count ? tokens[next].Start : tokens[^1].End;
    }

    /// <summary>What a refused statement is told.</summary>
    internal static IndexException Refusal(string statement) =>
        new($"{statement} is refused: a query reads the index, and may make tables and views in memory; it cannot change settings or write files");

    private static void CheckMade(List<SqlToken> tokens, int next)
    {
        while (next < tokens.Count && (tokens[next].Is("or") || tokens[next].Is("replace") || tokens[next].Is("temp") || tokens[next].Is("temporary")))
        {
            next++;
        }

        if (next == tokens.Count || tokens[next].Kind != SqlTokenKind.Word || !s_made.Contains(tokens[next].Text))
        {
            throw Refusal($"{tokens[0].Text.ToUpperInvariant()} {(next < tokens.Count ? tokens[next].Text.ToUpperInvariant() : string.Empty)}".TrimEnd());
        }
    }
}
