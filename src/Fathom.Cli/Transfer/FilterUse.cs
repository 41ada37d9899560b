namespace Fathom.Cli;

/// <summary>One filter of the command line.</summary>
/// <param name="Kind">Which option gave it.</param>
/// <param name="Value">Raw bytes: the rule, the pattern, or the content of the file.</param>
/// <param name="EndsWithNul">Rules of the file end with NUL.</param>
internal readonly record struct FilterUse(FilterKind Kind, byte[] Value, bool EndsWithNul);
