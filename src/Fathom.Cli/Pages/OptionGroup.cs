using System.CommandLine;

namespace Fathom.Cli;

/// <summary>Options that belong together, under a heading of their own in help and man pages.</summary>
/// <remarks>They are none of GNU's, so their names cannot be abbreviated: <c>du --max=2</c> stays <c>--max-depth</c>, whatever
/// a group adds.</remarks>
/// <param name="Title">Without a colon.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
