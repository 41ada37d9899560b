using System.CommandLine;

namespace Fathom.Cli;

/// <summary>A command with what help and its man page tell beyond options.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">One sentence without a final dot; the summary in lists.</param>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Options that help shows under headings of their own, after the others.</summary>
    internal List<OptionGroup> Groups { get; } = [];

    /// <summary>Shown in this order.</summary>
    internal List<Example> Examples { get; } = [];

    /// <summary>Exit codes with their meaning, where they are not those of most commands; for the man page.</summary>
    internal List<(int Code, string Meaning)> ExitCodes { get; } = [];

    /// <summary>Paragraphs for the man page and the end of help: rules that no single option explains.</summary>
    internal List<string> Notes { get; } = [];
}
