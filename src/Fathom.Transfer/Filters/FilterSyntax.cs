namespace Fathom.Transfer;

/// <summary>What rules may be written like, and what they may name.</summary>
internal sealed record FilterSyntax
{
    /// <summary>Rules in files end with NUL and not with the line (<c>-0</c>).</summary>
    internal bool NulSeparated { get; init; }

    /// <summary>Reads files that <c>merge</c> names; null where it may name none.</summary>
    internal FilterFileReader? ReadFile { get; init; }

    /// <summary>Patterns of the user for <c>-C</c>, separated by white space.</summary>
    internal byte[] CvsPatterns { get; init; } = [];
}
