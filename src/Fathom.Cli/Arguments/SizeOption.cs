using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>An option whose value is a size in bytes, as <see cref="SizeParser"/> reads it; null if not given.</summary>
internal sealed class SizeOption : Option<long?>
{
    private readonly bool _isSigned;
    private readonly long _least;
    private readonly long _most;

    /// <param name="name">Such as <c>--min-size</c>.</param>
    /// <param name="isSigned">Takes negative sizes too, as <c>-t</c> does; not <c>-0</c>.</param>
    internal SizeOption(string name, bool isSigned, params string[] aliases)
        : this(name, isSigned, long.MinValue, long.MaxValue, aliases)
    {
    }

    /// <param name="least">The smallest size that makes sense, bytes.</param>
    /// <param name="most">The largest.</param>
    internal SizeOption(string name, bool isSigned, long least, long most, params string[] aliases)
        : base(name, aliases)
    {
        _isSigned = isSigned;
        _least = least;
        _most = most;
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
        else if (bytes < _least || bytes > _most)
        {
            result.AddError($"{Name} argument {NameEscaper.Quote(text)} is out of range: {_least} to {_most} bytes");
        }

        return bytes;
    }
}
