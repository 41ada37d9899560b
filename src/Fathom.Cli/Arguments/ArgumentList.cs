using System.CommandLine;

namespace Fathom.Cli;

/// <summary>Arguments in the syntax of GNU getopt_long, made plain for the parser.</summary>
/// <remarks>
/// The parser library guesses: it takes the <c>k</c> of <c>-Bk</c> for the flag <c>-k</c>, passes an unknown option on as an operand, and
/// lets an option swallow the next one. Here options are matched by getopt's rules (bundles, attached values, abbreviated long names, a
/// value that begins with a dash, <c>--</c>), and the library gets words that leave nothing to guess: command, options, <c>--</c>, operands.
/// </remarks>
internal sealed class ArgumentList
{
    private readonly List<string> _commands = [];
    private readonly List<OptionUse> _options = [];
    private readonly List<string> _operands = [];

    private ArgumentList(Command root) => Command = root;

    /// <summary>The innermost command that was named.</summary>
    internal Command Command { get; private set; }

    internal ArgumentRequest Request { get; private set; }

    /// <summary>Why <see cref="Request"/> is <see cref="ArgumentRequest.Error"/>; else null.</summary>
    internal string? Error { get; private set; }

    /// <summary>Words for the parser. A value-less or single-valued option appears once, where it was given last.</summary>
    internal IReadOnlyList<string> Tokens
    {
        get
        {
            List<string> tokens = [.. _commands];
            foreach (OptionUse use in _options)
            {
                use.AppendTo(tokens);
            }

            if (_operands.Count > 0)
            {
                tokens.Add("--");
                tokens.AddRange(_operands);
            }

            return tokens;
        }
    }

    /// <summary>Reads <paramref name="args"/> up to the first error or request for help.</summary>
    internal static ArgumentList Read(Command root, ReadOnlySpan<string> args)
    {
        ArgumentList list = new(root);
        bool optionsEnded = false;
        for (int i = 0; i < args.Length && list.Request == ArgumentRequest.Run; i++)
        {
            string word = args[i];
            if (optionsEnded || word == "-" || !word.StartsWith('-'))
            {
                list.AddOperand(word);
            }
            else if (word == "--")
            {
                optionsEnded = true;
            }
            else if (word[1] == '-')
            {
                list.ReadLong(word, args, ref i);
            }
            else
            {
                list.ReadShort(word, args, ref i);
            }
        }

        if (list.Request == ArgumentRequest.Run)
        {
            list.CheckOperands();
        }

        return list;
    }

    private void AddOperand(string word)
    {
        if (Command.Subcommands.Count == 0 || _operands.Count > 0)
        {
            _operands.Add(word);
            return;
        }

        foreach (Command child in Command.Subcommands)
        {
            if (child.Name == word || child.Aliases.Contains(word))
            {
                Command = child;
                _commands.Add(child.Name);
                return;
            }
        }

        Fail($"unknown command {NameEscaper.Quote(word)}");
    }

    private void ReadLong(string word, ReadOnlySpan<string> args, ref int index)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        string? value = equals < 0 ? null : word[(equals + 1)..];
        OptionMatch match = OptionMatch.Long(Command, name);
        if (match.Error is not null)
        {
            Fail(match.Error);
        }
        else if (match.Option is null)
        {
            Request = match.Request;
        }
        else if (!OptionUse.TakesValue(match.Option))
        {
            if (value is not null)
            {
                Fail($"option '{match.Name}' doesn't allow an argument");
                return;
            }

            Add(new OptionUse(match.Option, null));
        }
        else if (value is null && OptionUse.NeedsValue(match.Option) && ++index == args.Length)
        {
            Fail($"option '{match.Name}' requires an argument");
        }
        else
        {
            Add(new OptionUse(match.Option, value ?? (OptionUse.NeedsValue(match.Option) ? args[index] : null)));
        }
    }

    private void ReadShort(string word, ReadOnlySpan<string> args, ref int index)
    {
        for (int i = 1; i < word.Length; i++)
        {
            Option? option = OptionMatch.Short(Command, word[i]);
            if (option is null)
            {
                int length = char.IsHighSurrogate(word[i]) ? 2 : 1;
                Fail($"invalid option -- {NameEscaper.Quote(word.Substring(i, length))}");
                return;
            }

            if (!OptionUse.TakesValue(option))
            {
                Add(new OptionUse(option, null));
                continue;
            }

            string? value = i + 1 < word.Length ? word[(i + 1)..] : null;
            if (value is null && OptionUse.NeedsValue(option))
            {
                if (++index == args.Length)
                {
                    Fail($"option requires an argument -- '{word[i]}'");
                    return;
                }

                value = args[index];
            }

            Add(new OptionUse(option, value));
            return;
        }
    }

    private void Add(OptionUse use)
    {
        if (use.Option is ExpandedOption expanded)
        {
            Expand(expanded, use.Value!);
            return;
        }

        if (!use.MayRepeat)
        {
            _options.RemoveAll(earlier => earlier.Option == use.Option);
        }

        _options.Add(use);
    }

    private void Expand(ExpandedOption option, string value)
    {
        try
        {
            foreach (string word in option.Expand(value))
            {
                int none = -1; // no word follows that could be its value
                ReadLong(word, [], ref none);
            }
        }
        catch (UsageException wrong)
        {
            Fail(wrong.Message);
        }
    }

    private void CheckOperands()
    {
        if (Command.Subcommands.Count > 0 && Command.Action is null)
        {
            Fail("a command is missing");
            return;
        }

        int most = 0;
        int least = 0;
        foreach (Argument argument in Command.Arguments)
        {
            least += argument.Arity.MinimumNumberOfValues;
            most += Math.Min(argument.Arity.MaximumNumberOfValues, int.MaxValue / 8);
            if (_operands.Count < least)
            {
                Fail($"missing operand {ModelText.ValueName(argument)}");
                return;
            }
        }

        if (_operands.Count > most)
        {
            Fail($"extra operand {NameEscaper.Quote(_operands[most])}");
        }
    }

    private void Fail(string message)
    {
        Request = ArgumentRequest.Error;
        Error = message;
    }
}
