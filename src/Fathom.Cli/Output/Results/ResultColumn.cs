namespace Fathom.Cli;

/// <summary>A column of a result.</summary>
/// <param name="Name">The header, and the key in JSON.</param>
/// <param name="Kind">What its values are.</param>
internal readonly record struct ResultColumn(string Name, ResultKind Kind);
