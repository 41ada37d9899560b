using System.CommandLine;

namespace Fathom.Cli;

/// <summary>One appearance of an option.</summary>
/// <param name="Value">Null if none was given.</param>
internal readonly record struct OptionUse(Option Option, string? Value)
{
    /// <summary>Whether every appearance counts, as for <c>--exclude</c> and <c>-vv</c>; otherwise the last one wins.</summary>
    internal bool MayRepeat => Option.Arity.MaximumNumberOfValues > 1 || Option is TransferFlag;

    /// <summary>False for a flag.</summary>
    internal static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;

    /// <summary>False if a value may follow only behind an equals sign, as in <c>--time[=WORD]</c>.</summary>
    internal static bool NeedsValue(Option option) => TakesValue(option) && option.Arity.MinimumNumberOfValues > 0;

    /// <summary>Adds the words from which the parser reads this appearance, whatever the value looks like.</summary>
    internal void AppendTo(List<string> tokens)
    {
        if (string.IsNullOrEmpty(Value))
        {
            tokens.Add(Option.Name);
            if (Value is not null)
            {
                tokens.Add(""); // The parser drops an empty value behind '='.
            }
        }
        else
        {
            tokens.Add($"{Option.Name}={Value}");
        }
    }
}
