using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Fathom.Cli;

/// <summary>An option whose value is a whole number within a range; null if not given.</summary>
internal sealed class IntegerOption : Option<long?>
{
    private readonly long _least;
    private readonly long _most;

    /// <param name="name">Such as <c>--max-depth</c>.</param>
    internal IntegerOption(string name, long least, long most, params string[] aliases)
        : base(name, aliases)
    {
        _least = least;
        _most = most;
        HelpName = "N";
        CustomParser = Read;
    }

    private long? Read(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            result.AddError($"invalid {Name} argument {NameEscaper.Quote(text)}: give a whole number");
        }
        else if (number < _least || number > _most)
        {
            result.AddError(_most == long.MaxValue
                ? $"{Name} argument {NameEscaper.Quote(text)} is out of range: at least {_least}"
                : $"{Name} argument {NameEscaper.Quote(text)} is out of range: {_least} to {_most}");
        }

        return number;
    }
}
