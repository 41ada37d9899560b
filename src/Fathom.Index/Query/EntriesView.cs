namespace Fathom.Index;

/// <summary>Whether a statement wants paths of entries, which cost a join that DuckDB does not drop when nobody reads them.</summary>
internal static class EntriesView
{
    /// <summary>True if paths are read, or if only binding could tell which table a column is of.</summary>
    internal static bool NeedsPath(List<SqlToken> tokens)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            SqlToken token = tokens[i];
            SqlToken before = i > 0 ? tokens[i - 1] : default;
            bool isPath = token.IsName && token.Text.Equals("path", StringComparison.OrdinalIgnoreCase) && !before.Is('.');
            if (isPath || ShowsAll(token) || (token.Is('*') && IsStar(tokens, i)) || (token.Is("from") && IsFirst(tokens, i)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ShowsAll(SqlToken token) => token.Is("describe") || token.Is("desc") || token.Is("summarize") || token.Is("table")
        || token.Is("columns") || token.Is("pivot") || token.Is("unpivot") || token.Is("natural") || token.Is("show");

    // All columns, and neither count(*) nor a multiplication.
    private static bool IsStar(List<SqlToken> tokens, int index)
    {
        if (index == 0)
        {
            return false;
        }

        SqlToken before = tokens[index - 1];
        return before.Is(',') || before.Is('.') || before.Is("select") || before.Is("distinct") || before.Is("all") || before.Is("returning")
            || (before.Is('(') && !(index > 1 && tokens[index - 2].Is("count")));
    }

    // FROM without SELECT, which means SELECT *.
    private static bool IsFirst(List<SqlToken> tokens, int index)
    {
        if (index == 0)
        {
            return true;
        }

        SqlToken before = tokens[index - 1];
        return before.Is('(') || before.Is(')') && !HasSelect(tokens, index) || before.Is("union") || before.Is("all")
            || before.Is("except") || before.Is("intersect") || before.Is("as") || before.Is("explain") || before.Is("analyze");
    }

    private static bool HasSelect(List<SqlToken> tokens, int end)
    {
        int depth = 0;
        for (int i = end - 1; i >= 0; i--)
        {
            depth += tokens[i].Is(')') ? 1 : tokens[i].Is('(') ? -1 : 0;
            if (depth < 0)
            {
                return false;
            }

            if (depth == 0 && tokens[i].Is("select"))
            {
                return true;
            }
        }

        return false;
    }
}
