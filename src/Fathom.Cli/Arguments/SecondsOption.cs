using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Fathom.Cli;

/// <summary>An option whose value is a length of time in seconds, with or without a fraction; null if not given.</summary>
internal sealed class SecondsOption : Option<TimeSpan?>
{
    private readonly TimeSpan _least;
    private readonly TimeSpan _most;

    /// <param name="name">Such as <c>--timeout</c>.</param>
    internal SecondsOption(string name, TimeSpan least, TimeSpan most, params string[] aliases)
        : base(name, aliases)
    {
        _least = least;
        _most = most;
        HelpName = "SECONDS";
        CustomParser = Read;
    }

    private TimeSpan? Read(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal seconds))
        {
            result.AddError($"invalid {Name} argument {NameEscaper.Quote(text)}: give seconds, such as 30 or 0.5");
            return null;
        }

        if (seconds < Seconds(_least) || seconds > Seconds(_most))
        {
            result.AddError(string.Create(
                CultureInfo.InvariantCulture,
                $"{Name} argument {NameEscaper.Quote(text)} is out of range: {Seconds(_least)} to {Seconds(_most)} seconds"));
            return null;
        }

        return TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
    }

    private static decimal Seconds(TimeSpan time) => time.Ticks / (decimal)TimeSpan.TicksPerSecond;
}
