using System.CommandLine;

namespace Fathom.Cli;

/// <summary>An option whose value stands for other options of its command, as <c>-o ro,cache=8M</c> does.</summary>
/// <param name="name">Of the option.</param>
/// <param name="expand">Gives the long options, each with its dashes, and with its value behind an equals sign.</param>
/// <remarks>What stands for it takes its place, so that of two the last one wins.</remarks>
internal sealed class ExpandedOption(string name, Func<string, IEnumerable<string>> expand) : Option<string[]>(name)
{
    /// <summary>What a value stands for.</summary>
    /// <exception cref="UsageException">It means nothing.</exception>
    internal IEnumerable<string> Expand(string value) => expand(value);
}
