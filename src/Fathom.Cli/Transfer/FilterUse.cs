namespace Fathom.Cli;

/// <summary>One filter of the command line.</summary>
/// <param name="Kind">Which option gave it.</param>
/// <param name="Value">Raw bytes: the rule, the pattern, or the content of the file.</param>
/// <param name="File">Name of the file, for messages; empty for none.</param>
internal readonly record struct FilterUse(FilterKind Kind, byte[] Value, string File = "");
