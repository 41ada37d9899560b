using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>--format</c> of the commands that print rows.</summary>
internal sealed class ResultFormatOption : Option<string>
{
    /// <param name="more">Formats that only this command has.</param>
    internal ResultFormatOption(params string[] more)
        : base("--format")
    {
        string[] words = ["table", "csv", "json", "jsonl", .. more];
        Description = $"how rows are printed: {string.Join(", ", words[..^1])} or {words[^1]}";
        HelpName = "FORMAT";
        DefaultValueFactory = static _ => "table";
        AcceptOnlyFromAmong(words);
    }

    /// <summary>The format that was asked for, if it is one of those of every command.</summary>
    internal ResultFormat? Resolve(ParseResult result) => result.GetValue(this) switch
    {
        "table" => ResultFormat.Table,
        "csv" => ResultFormat.Csv,
        "json" => ResultFormat.Json,
        "jsonl" => ResultFormat.JsonLines,
        _ => null,
    };
}
