using System.CommandLine;

namespace Fathom.Cli;

/// <summary>One command of the program.</summary>
/// <param name="Name">What is typed after <c>fathom</c>.</param>
/// <param name="Create">Builds the command with its options, examples and action.</param>
internal readonly record struct CatalogEntry(string Name, Func<Command> Create);
