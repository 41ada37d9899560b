using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>An option whose value is a point in time, in nanoseconds since 1970; null if not given.</summary>
internal sealed class TimeOption : Option<long?>
{
    /// <param name="name">Such as <c>--newer</c>.</param>
    internal TimeOption(string name, params string[] aliases)
        : base(name, aliases)
    {
        HelpName = "TIME";
        CustomParser = Read;
    }

    private long? Read(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        if (!TimeParser.TryParse(text, DateTimeOffset.UtcNow, TimeZoneInfo.Local, out long nanoseconds))
        {
            result.AddError($"invalid {Name} argument {NameEscaper.Quote(text)}: give {TimeParser.Syntax}");
        }

        return nanoseconds;
    }
}
