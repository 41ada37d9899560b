namespace Fathom.Cli;

/// <summary>A command line worth copying, shown by help and man pages.</summary>
/// <param name="CommandLine">Whole, beginning with <c>fathom</c>.</param>
/// <param name="Purpose">What it is for; lower case, no final dot.</param>
internal readonly record struct Example(string CommandLine, string Purpose);
