using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>An option whose value is a size in bytes, as <see cref="SizeParser"/> reads it; null if not given.</summary>
internal sealed class SizeOption : Option<long?>
{
    private readonly bool _isSigned;

    /// <param name="name">Such as <c>--min-size</c>.</param>
    /// <param name="isSigned">Takes negative sizes too, as <c>-t</c> does; not <c>-0</c>.</param>
    internal SizeOption(string name, bool isSigned, params string[] aliases)
        : base(name, aliases)
    {
        _isSigned = isSigned;
        HelpName = "SIZE";
        CustomParser = Read;
    }

    private long? Read(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        SizeError error = SizeParser.TryParseSigned(text, out long bytes);
        if (error == SizeError.None && text.StartsWith('-') && (!_isSigned || bytes == 0))
        {
            error = SizeError.Invalid;
        }

        if (error != SizeError.None)
        {
            result.AddError(SizeParser.Describe(error, Name, text));
        }

        return bytes;
    }
}
