using System.Globalization;

namespace Fathom.Index;

/// <summary>Cuts SQL into tokens by the rules of PostgreSQL's scanner, which are DuckDB's: comments nest, strings may have dollar quotes.</summary>
/// <remarks>
/// What decides over safety errs on the careful side: a character that DuckDB could take for a space ends a word here too. Text that does not end
/// (an open string or comment) gives the tokens up to there; DuckDB refuses it.
/// </remarks>
internal ref struct SqlTokens
{
    private readonly string _sql;
    private readonly List<SqlToken> _tokens = [];
    private int _position;

    private SqlTokens(string sql) => _sql = sql;

    /// <summary>All tokens of a text.</summary>
    internal static List<SqlToken> Read(string sql)
    {
        SqlTokens reader = new(sql);
        while (reader._position < sql.Length)
        {
            reader.ReadNext();
        }

        return reader._tokens;
    }

    /// <summary>The one statement without the semicolons and comments behind it, ready to stand inside parentheses on lines of its own.</summary>
    internal static string Trim(string sql, List<SqlToken> tokens)
    {
        int last = tokens.FindLastIndex(static token => !token.Is(';'));
        return last < 0 ? string.Empty : sql[..tokens[last].End];
    }

    private readonly char At(int offset) => _position + offset < _sql.Length ? _sql[_position + offset] : '\0';

    private void ReadNext()
    {
        char first = At(0);
        if (first == '-' && At(1) == '-')
        {
            int end = _sql.AsSpan(_position).IndexOfAny('\n', '\r');
            _position = end < 0 ? _sql.Length : _position + end;
        }
        else if (first == '/' && At(1) == '*')
        {
            SkipComment();
        }
        else if (first == '\'')
        {
            ReadQuoted(_position, '\'', hasEscapes: false, SqlTokenKind.Literal);
        }
        else if (first == '"')
        {
            ReadQuoted(_position, '"', hasEscapes: false, SqlTokenKind.QuotedName);
        }
        else if (first is 'e' or 'E' && At(1) == '\'')
        {
            _position++;
            ReadQuoted(_position - 1, '\'', hasEscapes: true, SqlTokenKind.Literal);
        }
        else if (first == '$' && TryReadDollarQuoted())
        {
        }
        else if (IsWordStart(first))
        {
            ReadWhile(static c => IsWordStart(c) || char.IsAsciiDigit(c) || c == '$', SqlTokenKind.Word);
        }
        else if (char.IsAsciiDigit(first))
        {
            ReadWhile(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_', SqlTokenKind.Literal);
        }
        else
        {
            _position++;
            if (first > ' ' && first < 0x7F)
            {
                Add(SqlTokenKind.Symbol, _position - 1, first.ToString());
            }
        }
    }

    private void SkipComment()
    {
        int depth = 0;
        do
        {
            if (At(0) == '/' && At(1) == '*')
            {
                depth++;
                _position += 2;
            }
            else if (At(0) == '*' && At(1) == '/')
            {
                depth--;
                _position += 2;
            }
            else
            {
                _position++;
            }
        }
        while (depth > 0 && _position < _sql.Length);
    }

    private void ReadQuoted(int start, char quote, bool hasEscapes, SqlTokenKind kind)
    {
        int begin = ++_position;
        while (_position < _sql.Length)
        {
            if (hasEscapes && At(0) == '\\')
            {
                _position += 2;
            }
            else if (At(0) != quote)
            {
                _position++;
            }
            else if (At(1) == quote)
            {
                _position += 2;
            }
            else
            {
                string text = _sql[begin.._position++];
                Add(kind, start, kind == SqlTokenKind.QuotedName ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text);
                return;
            }
        }

        _position = _sql.Length;
    }

    // $$text$$ or $tag$text$tag$
    private bool TryReadDollarQuoted()
    {
        int length = 1;
        while (IsWordStart(At(length)) || (length > 1 && char.IsAsciiDigit(At(length))))
        {
            length++;
        }

        if (At(length) != '$')
        {
            return false;
        }

        int start = _position;
        string tag = _sql.Substring(start, length + 1);
        int end = _sql.IndexOf(tag, start + tag.Length, StringComparison.Ordinal);
        _position = end < 0 ? _sql.Length : end + tag.Length;
        Add(SqlTokenKind.Literal, start, _sql[start.._position]);
        return true;
    }

    private void ReadWhile(Func<char, bool> belongs, SqlTokenKind kind)
    {
        int start = _position;
        while (_position < _sql.Length && belongs(_sql[_position]))
        {
            _position++;
        }

        Add(kind, start, _sql[start.._position]);
    }

    private readonly void Add(SqlTokenKind kind, int start, string text) => _tokens.Add(new SqlToken(kind, start, _position, text));

    private static bool IsWordStart(char c) => char.IsAscii(c)
        ? char.IsAsciiLetter(c) || c == '_'
        : char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark;
}
