namespace Fathom;

/// <summary>Sums a tree: totals of every subtree down to a depth, each hard link once. Memory is bounded by the rows kept and
/// the nodes with several links.</summary>
public sealed class RollupSink : ISink
{
    private readonly Lock _lock = new();
    private readonly List<RollupWriter> _writers = [];
    private int _rows;
    private int _errors;
    private RollupReport? _report;

    /// <summary>Prepares a sink for one walk.</summary>
    public RollupSink(RollupOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Wanted = StatMask.Size | StatMask.Allocated | StatMask.Links | StatMask.Inode | StatMask.Device
            | (options.WithTimes ? StatMask.Mtime : StatMask.None);
    }

    /// <inheritdoc/>
    public StatMask Wanted { get; }

    /// <summary>What was found; after the walk.</summary>
    /// <exception cref="InvalidOperationException">The walk has not ended.</exception>
    public RollupReport Report => _report ?? throw new InvalidOperationException("The walk has not ended.");

    internal RollupOptions Options { get; }

    /// <summary>Set by the worker that delivers the root.</summary>
    internal EntryKind RootKind { get; set; }

    internal bool KeepsRows => Options.Depth > 0 || Options.KeepEntries;

    internal LinkTable Links { get; } = new();

    /// <summary>Counted once in this walk when there are no rows to attribute links to.</summary>
    internal NodeSet SeenLinks => Options.Ledger?.Files ?? _seenLinks;

    private readonly NodeSet _seenLinks = new();

    /// <inheritdoc/>
    public ISinkWriter OpenWriter(int worker)
    {
        RollupWriter writer = new(this);
        lock (_lock)
        {
            _writers.Add(writer);
        }

        return writer;
    }

    /// <inheritdoc/>
    public void Complete(WalkSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        Rollup total = Rollup.Empty;
        foreach (RollupWriter writer in _writers)
        {
            total.Add(writer.Total);
        }

        RollupReport report = new(summary, _errors) { RootKind = RootKind };
        if (KeepsRows)
        {
            report.Merge(_writers, _rows);
            AttributeLinks(report, ref total);
            report.Arrange();
        }

        report.Total = total;
        _report = report;
        _writers.Clear();
    }

    internal int NextRow() => Interlocked.Increment(ref _rows) - 1;

    internal void WriteError(WalkError error)
    {
        lock (_lock)
        {
            _errors++;
            Options.OnError?.Invoke(error);
        }
    }

    private void AttributeLinks(RollupReport report, ref Rollup total)
    {
        foreach ((NodeId id, LinkTable.Link link) in Links.Links)
        {
            total.Add(link.Own);
            report.AddToAncestors(link.Row, link.Own);
            if (link.Depth == 0 || (Options.KeepEntries && link.Depth <= Options.Depth))
            {
                report.AddLeaf(link);
            }

            if (Options.Ledger is { IsShared: true } ledger)
            {
                ledger.Files.Add(id);
            }
        }
    }
}
