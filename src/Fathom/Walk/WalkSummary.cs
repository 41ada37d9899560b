namespace Fathom;

/// <summary>What a walk did.</summary>
public sealed record WalkSummary
{
    /// <summary>Entries delivered, the root included.</summary>
    public long Entries { get; init; }

    /// <summary>Directories listed.</summary>
    public long Directories { get; init; }

    /// <summary>Directories and entries that could not be read.</summary>
    public long Errors { get; init; }

    /// <summary>Names that a filter dropped.</summary>
    public long Dropped { get; init; }

    /// <summary>Directories that were found and not listed to their end, because the walk was cancelled or stopped.</summary>
    public long Abandoned { get; init; }

    /// <summary>The walk ended before its end: cancelled, or stopped by the sink.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Times that a worker took work from another.</summary>
    public long Steals { get; init; }

    /// <summary>Slices of huge directories that were handed out.</summary>
    public long Slices { get; init; }

    /// <summary>Times that a worker went to sleep for lack of work.</summary>
    public long Parks { get; init; }

    /// <summary>Workers that took part.</summary>
    public int Workers { get; init; }

    /// <summary>From start to end.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>What this walk and <paramref name="next"/> did together.</summary>
    public WalkSummary Plus(WalkSummary next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new WalkSummary
        {
            Entries = Entries + next.Entries,
            Directories = Directories + next.Directories,
            Errors = Errors + next.Errors,
            Dropped = Dropped + next.Dropped,
            Abandoned = Abandoned + next.Abandoned,
            IsPartial = IsPartial || next.IsPartial,
            Steals = Steals + next.Steals,
            Slices = Slices + next.Slices,
            Parks = Parks + next.Parks,
            Workers = Math.Max(Workers, next.Workers),
            Elapsed = Elapsed + next.Elapsed,
        };
    }
}
