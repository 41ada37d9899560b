namespace Fathom.Index;

/// <summary>How many entries differ, and how.</summary>
public sealed record ComparisonTotals
{
    /// <summary>Entries that only the new index has.</summary>
    public required long Added { get; init; }

    /// <summary>Allocated bytes of these; each node once.</summary>
    public required long AddedBytes { get; init; }

    /// <summary>Entries that only the old index has.</summary>
    public required long Removed { get; init; }

    /// <summary>Allocated bytes of these; each node once.</summary>
    public required long RemovedBytes { get; init; }

    /// <summary>Entries whose attributes differ.</summary>
    public required long Changed { get; init; }

    /// <summary>By how many allocated bytes these grew; directories' own not counted.</summary>
    public required long ChangedBytes { get; init; }

    /// <summary>Entries with another path; a directory once, whatever is in it.</summary>
    public required long Moved { get; init; }

    /// <summary>Nothing differs.</summary>
    public bool IsEmpty => Added + Removed + Changed + Moved == 0;
}
