using System.Buffers;
using System.Text;
using Fathom.Cli;
using Fathom.Tests.Cli.Transfer;
using Fathom.Tests.Support;
using Fathom.Transfer;

namespace Fathom.Tests.Transfer.Support;

/// <summary>A run of <c>fathom plan</c> or <c>fathom sync</c> inside of this process, or of rsync, by one command line: what it printed.</summary>
internal sealed class TransferProbe : ITransferObserver
{
    private static readonly string[] s_chatter = ["sending incremental", "created directory", "delta-transmission"];
    private static readonly PrintedBytes s_printed = new(isEightBit: false, isUtf8: false);

    private readonly List<string> _lines = [];
    private readonly TransferLines _format;
    private readonly TransferNotices _notices;

    private TransferProbe(TransferSettings settings, byte[] sourceName)
    {
        _format = new TransferLines(settings.Output, settings.Options, sourceName);
        _notices = new TransferNotices(settings.Output);
    }

    /// <summary>Lines of standard output, sorted.</summary>
    internal string[] Lines => [.. _lines.Order(StringComparer.Ordinal)];

    /// <summary>The same in the order in which they came.</summary>
    internal IReadOnlyList<string> OrderedLines => _lines;

    /// <summary>What failed, in words, sorted.</summary>
    internal List<string> Errors { get; } = [];

    internal int ExitCode { get; private set; }

    internal TransferTotals Totals { get; private set; } = new();

    /// <summary>Runs <c>fathom plan OPTIONS SRC DST</c>.</summary>
    /// <param name="heldNames">Entries of a directory in memory at once.</param>
    internal static TransferProbe Plan(string options, string source, string target, int heldNames = TransferRequest.DefaultHeldNames) =>
        Run(options, source, target, isPlan: true, heldNames: heldNames);

    /// <summary>Runs <c>fathom sync -i OPTIONS SRC DST</c>.</summary>
    /// <param name="workers">1: the calling thread compares everything.</param>
    /// <param name="heldNames">Entries of a directory in memory at once.</param>
    internal static TransferProbe Sync(string options, string source, string target, int workers = 0, int heldNames = TransferRequest.DefaultHeldNames) =>
        Run(options, source, target, isPlan: false, workers, heldNames);

    /// <summary>Runs rsync with the same options.</summary>
    internal static (string[] Lines, int ExitCode, string Error) Rsync(string options, string source, string target)
    {
        ShellResult run = Shell.Run(new ShellCommand("rsync", ["-i", .. options.Split(' '), source, target])
        {
            Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C", ["TZ"] = "UTC" },
        });
        string[] lines = Encoding.Latin1.GetString(run.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return ([.. lines.Where(static line => !Array.Exists(s_chatter, start => line.StartsWith(start, StringComparison.Ordinal))).Order(StringComparer.Ordinal)], run.ExitCode, run.Error);
    }

    /// <inheritdoc/>
    public void OnStep(PlanStep step)
    {
        if (_format.Shows(step))
        {
            ArrayBufferWriter<byte> line = new();
            _format.Write(line, step);
            Add(line);
        }
    }

    /// <inheritdoc/>
    public void OnNotice(TransferNotice notice, ReadOnlyMemory<byte> path, long count)
    {
        if (_notices.Shows(notice) && !TransferNotices.IsWarning(notice))
        {
            ArrayBufferWriter<byte> line = new();
            TransferNotices.Write(line, notice, path.Span, count);
            Add(line);
        }
    }

    /// <inheritdoc/>
    public void OnError(in TransferError error)
    {
        lock (_lines)
        {
            Errors.Add($"{TransferErrorText.Problem(error)} {Encoding.Latin1.GetString(error.Path.Span)}: {error.Errno}");
            Errors.Sort(StringComparer.Ordinal);
        }
    }

    private static TransferProbe Run(string options, string source, string target, bool isPlan, int workers = 0, int heldNames = TransferRequest.DefaultHeldNames)
    {
        TransferSettings settings = TransferArguments.Read(options.Split(' '));
        settings.Output = settings.Output with { Itemizes = Math.Max(1, settings.Output.Itemizes) };
        TransferRoots roots = new(
            new TransferInvocation
            {
                Command = "fathom test",
                IsPlan = isPlan,
                Settings = settings,
                Source = source,
                Target = target,
                Roots = new RootOptions(),
            },
            CancellationToken.None);
        using IContentTree from = roots.OpenSource(out EntryKind kind);
        TransferTarget to = roots.OpenTarget(kind);
        List<IContentTree> basis = [.. settings.BasisDirectories.Select(path => roots.OpenBasis(path)).OfType<IContentTree>()];
        try
        {
            return Run(settings, roots, isPlan, new TransferRequest
            {
                Source = from,
                Target = to.Tree,
                SourceName = to.SourceName,
                IsTargetNew = to.IsMade,
                Options = settings.Options with { Basis = basis.Count == 0 ? BasisKind.None : settings.Options.Basis },
                Basis = basis,
                Filters = TransferFilters.Build(settings),
                Files = TransferFilters.ReadFiles(settings),
                SourcePlace = roots.SourcePlace,
                TargetPlace = roots.TargetPlace,
                Caller = ProcessIdentity.ReadCaller(),
                Run = ProcessIdentity.ReadRun(),
                ProcessStart = ProcessIdentity.StartOf,
                TellsUnchanged = settings.Output.TellsUnchanged,
                Workers = workers,
                HeldNames = heldNames,
            });
        }
        finally
        {
            to.Tree?.Dispose();
            basis.ForEach(static tree => tree.Dispose());
        }
    }

    private static TransferProbe Run(TransferSettings settings, TransferRoots roots, bool isPlan, TransferRequest request)
    {
        TransferProbe probe = new(settings, roots.Source.ShownParent);
        TransferOutcome outcome = new(probe);
        TransferRun run = new(request, outcome);
        if (isPlan)
        {
            run.Plan(CancellationToken.None);
        }
        else
        {
            run.Sync(CancellationToken.None);
        }

        probe.Totals = run.Totals;
        probe.ExitCode = outcome.ExitCode(run.Totals);
        return probe;
    }

    private void Add(ArrayBufferWriter<byte> line)
    {
        ArrayBufferWriter<byte> printed = new();
        s_printed.Write(printed, line.WrittenSpan);
        lock (_lines)
        {
            _lines.Add(Encoding.Latin1.GetString(printed.WrittenSpan));
        }
    }
}
