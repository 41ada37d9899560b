using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>The options that choose how sizes are printed, with GNU du's names and precedence: the last one given wins.</summary>
internal sealed class SizeDisplayOptions
{
    private readonly Option<bool> _apparentSize = new("--apparent-size")
    {
        Description = "count the bytes of the files instead of the disk space they take",
    };

    private readonly Option<string?> _blockSize = new("--block-size", "-B")
    {
        Description = "print sizes in units of SIZE: 512, K, 4K, MB, human-readable, si",
        HelpName = "SIZE",
    };

    private readonly Option<bool> _bytes = new("--bytes", "-b") { Description = "same as --apparent-size --block-size=1" };

    private readonly Option<bool> _human = new("--human-readable", "-h") { Description = "print sizes with the unit that fits: 4.0K, 123M" };

    private readonly Option<bool> _kibibytes = new("-k") { Description = "same as --block-size=1K" };

    private readonly Option<bool> _mebibytes = new("-m") { Description = "same as --block-size=1M" };

    private readonly Option<bool> _si = new("--si") { Description = "like -h, with powers of 1000" };

    internal SizeDisplayOptions() => _blockSize.Validators.Add(CheckBlockSize);

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    internal void AddTo(Command command)
    {
        command.Options.Add(_apparentSize);
        command.Options.Add(_blockSize);
        command.Options.Add(_bytes);
        command.Options.Add(_human);
        command.Options.Add(_kibibytes);
        command.Options.Add(_mebibytes);
        command.Options.Add(_si);
    }

    /// <summary>Whether sizes are apparent bytes rather than allocated ones.</summary>
    internal bool IsApparent(ParseResult result) => result.GetValue(_apparentSize) || result.GetValue(_bytes);

    /// <summary>Whether an option, rather than the environment or the default, chose the format.</summary>
    internal bool IsChosen(ParseResult result) => Last(result) is not null;

    /// <summary>The format that the options ask for, else the environment's.</summary>
    /// <param name="environment">Value of a variable, or null.</param>
    internal SizeFormat Resolve(ParseResult result, Func<string, string?> environment)
    {
        Option? last = Last(result);
        if (last == _blockSize)
        {
            _ = SizeFormat.TryParse(result.GetValue(_blockSize) ?? "", out SizeFormat format); // CheckBlockSize saw it.
            return format;
        }

        return last == _bytes ? SizeFormat.Bytes
            : last == _human ? SizeFormat.Human
            : last == _kibibytes ? SizeFormat.Kibibytes
            : last == _mebibytes ? SizeFormat.Mebibytes
            : last == _si ? SizeFormat.Si
            : SizeFormat.FromEnvironment(environment);
    }

    private Option? Last(ParseResult result)
    {
        Option? last = null;
        foreach (Token token in result.Tokens)
        {
            if (token.Type == TokenType.Option)
            {
                last = Find(token.Value) ?? last;
            }
        }

        return last;
    }

    private Option? Find(string name)
    {
        // --apparent-size is not among them: it says what is counted, not how it is printed.
        ReadOnlySpan<Option> formats = [_blockSize, _bytes, _human, _kibibytes, _mebibytes, _si];
        foreach (Option option in formats)
        {
            if (option.Name == name)
            {
                return option;
            }
        }

        return null;
    }

    private static void CheckBlockSize(OptionResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        SizeError error = SizeFormat.TryParse(text, out _);
        if (error != SizeError.None)
        {
            result.AddError(SizeParser.Describe(error, "--block-size", text));
        }
    }
}
