namespace Fathom.Index;

/// <summary>What a <see cref="SqlToken"/> is.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword or a name.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    QuotedName,

    /// <summary>A string or a number.</summary>
    Literal,

    /// <summary>One character of anything else.</summary>
    Symbol,
}
