using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>The options of <c>fathom plan</c> and <c>fathom sync</c>: those of rsync, with its names, its order and its meaning.</summary>
internal sealed partial class TransferOptionSet
{
    // What is no part of what is done, but how fast.
    private static readonly string[] s_pace = ["--bwlimit", "--no-bwlimit", "--timeout", "--no-timeout"];

    private readonly Dictionary<string, Option> _options = [];
    private readonly HashSet<string> _deciding = [];

    /// <summary>Adds the options to <paramref name="command"/>, under headings.</summary>
    internal void AddTo(DocumentedCommand command)
    {
        TransferOptionTable table = new(command);
        AddSelection(table);
        AddFilters(table);
        AddKept(table);
        AddComparison(table);
        AddDeletion(table);
        AddWriting(table);
        AddBackups(table);
        _deciding.UnionWith(command.Options.Where(static option => option is TransferFlag or TransferValue).Select(static option => option.Name));
        _deciding.ExceptWith(s_pace);
        AddOutput(table);
        AddWithoutEffect(table);
        AddRefused(table);
        foreach (Option option in command.Options)
        {
            _options[option.Name] = option;
        }
    }

    /// <summary>The options that decide what is done, with their values, in their order: not those of what is printed, and of how fast it goes.</summary>
    internal IReadOnlyList<string> ReadDeciding(ParseResult result)
    {
        List<string> words = [];
        for (int i = 0; i < result.Tokens.Count; i++)
        {
            string name = result.Tokens[i].Value;
            if (result.Tokens[i].Type == TokenType.Option && _deciding.Contains(name))
            {
                words.Add(name);
                if (_options[name] is TransferValue)
                {
                    words.Add(result.Tokens[++i].Value);
                }
            }
        }

        return words;
    }

    /// <summary>Reads what was given, from left to right.</summary>
    /// <exception cref="UsageException">Something cannot be meant.</exception>
    internal TransferSettings Read(ParseResult result)
    {
        TransferSettings settings = new();
        for (int i = 0; i < result.Tokens.Count; i++)
        {
            if (result.Tokens[i].Type != TokenType.Option || !_options.TryGetValue(result.Tokens[i].Value, out Option? option))
            {
                continue;
            }

            if (option is TransferFlag flag)
            {
                flag.Apply(settings);
            }
            else if (option is TransferValue value)
            {
                value.Apply(settings, result.Tokens[++i].Value);
            }
        }

        return settings;
    }
}
