namespace Fathom.Index;

/// <summary>A piece of SQL text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where the rest begins.</param>
/// <param name="Text">A name without its quotes; else as written.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End, string Text)
{
    /// <summary>Whether it is this keyword.</summary>
    internal bool Is(string keyword) => Kind == SqlTokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is this symbol.</summary>
    internal bool Is(char symbol) => Kind == SqlTokenKind.Symbol && Text[0] == symbol;

    /// <summary>Whether it may be a name.</summary>
    internal bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;
}
