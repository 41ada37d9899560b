namespace Fathom.Cli;

/// <summary>One filter of the command line.</summary>
/// <param name="Kind">Which option gave it.</param>
/// <param name="Value">Raw bytes: the rule or the pattern.</param>
/// <param name="File">The file that has the patterns, as typed; empty for none.</param>
internal readonly record struct FilterUse(FilterKind Kind, byte[] Value, string File = "");
