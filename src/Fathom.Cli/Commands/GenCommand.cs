using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

using Fathom.Local;

namespace Fathom.Cli;

/// <summary><c>fathom gen</c>: makes a synthetic tree.</summary>
internal static class GenCommand
{
    private static readonly Argument<string> s_directory = new("DIR")
    {
        Description = "directory to fill: a new one, or an empty one",
    };

    private static readonly Option<string> s_shape = new Option<string>("--shape")
    {
        Description = "form of the tree",
        DefaultValueFactory = _ => "mix",
    }.AcceptOnlyFromAmong("mix", "wide", "deep", "flat", "odd");

    private static readonly Option<long> s_entries = new("--entries")
    {
        Description = "entries below DIR, exactly",
        HelpName = "N",
        DefaultValueFactory = _ => 10_000,
        Validators = { result => RefuseOutside(result, 10_000_000_000) },
    };

    private static readonly Option<ulong> s_seed = new("--seed")
    {
        Description = "the same seed gives the same tree",
        HelpName = "S",
        DefaultValueFactory = _ => 1UL,
    };

    private static readonly Option<long> s_levels = new("--levels")
    {
        Description = "levels of a deep tree; by default a third of the entries",
        HelpName = "N",
        Validators = { result => RefuseOutside(result, 10_000_000_000) },
    };

    private static readonly Option<bool> s_unreadable = new("--unreadable")
    {
        Description = "make some directories of an odd tree unreadable",
    };

    private static readonly Option<int> s_threads = new("--threads", "-j")
    {
        Description = "threads; 0 means one per processor. The tree stays the same",
        HelpName = "N",
        Validators = { result => RefuseOutside(result, 1024) },
    };

    internal static Command Create()
    {
        DocumentedCommand command = new("gen", "Make a synthetic tree for tests and benchmarks")
        {
            Options = { s_shape, s_entries, s_seed, s_levels, s_unreadable, s_threads },
            Arguments = { s_directory },
            Examples =
            {
                new("fathom gen /tmp/mix --shape mix --entries 500000", "half a million entries, skewed like a home directory"),
                new("fathom gen /tmp/odd --shape odd --seed 7", "names, kinds and times that break programs"),
            },
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult result)
    {
        GenerateOptions options = new()
        {
            Shape = ShapeOf(result.GetValue(s_shape)!),
            Entries = result.GetValue(s_entries),
            Seed = result.GetValue(s_seed),
            Levels = result.GetValue(s_levels),
            UnreadableDirectories = result.GetValue(s_unreadable),
            Workers = result.GetValue(s_threads),
        };

        using Interruption interruption = new("fathom gen", "what was made so far stays");
        Stopwatch clock = Stopwatch.StartNew();
        GenerateSummary summary = TreeGenerator.Generate(result.GetValue(s_directory)!, options, interruption.Token);
        StandardError.Shared.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"fathom gen: {summary.Entries} entries, {summary.Directories} directories, {summary.ApparentBytes} bytes, {clock.Elapsed.TotalSeconds:F2} s"));
        return ExitCode.Done;
    }

    private static TreeShape ShapeOf(string name) => name switch
    {
        "wide" => TreeShape.Wide,
        "deep" => TreeShape.Deep,
        "flat" => TreeShape.Flat,
        "odd" => TreeShape.Odd,
        _ => TreeShape.Mix,
    };

    private static void RefuseOutside(System.CommandLine.Parsing.OptionResult result, long max)
    {
        if (result.Tokens.Count == 1
            && long.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out long value)
            && (value < 0 || value > max))
        {
            result.AddError($"{result.Option.Name}: {value} is not in the range 0 to {max}");
        }
    }
}
