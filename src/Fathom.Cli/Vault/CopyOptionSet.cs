using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>The options of commands that copy.</summary>
/// <param name="syncsByDefault">Each file is brought to the disk unless it is asked otherwise.</param>
internal sealed class CopyOptionSet(bool syncsByDefault)
{
    private readonly Option<bool> _noClobber = new("--no-clobber", "-n") { Description = "leave what is there at the target as it is" };

    private readonly Option<bool> _sync = syncsByDefault
        ? new("--no-sync") { Description = "do not wait until each file is on the disk" }
        : new("--sync") { Description = "wait until each file is on the disk before it gets its name" };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "no progress line on a terminal" };

    internal void AddTo(DocumentedCommand command)
    {
        command.Options.Add(_noClobber);
        command.Options.Add(_sync);
        command.Options.Add(_quiet);
    }

    internal CopyOptions Resolve(ParseResult result) => new()
    {
        Replaces = !result.GetValue(_noClobber),
        Syncs = result.GetValue(_sync) != syncsByDefault,
    };

    /// <summary>Whether there is no progress line.</summary>
    internal bool IsQuiet(ParseResult result) => result.GetValue(_quiet);
}
