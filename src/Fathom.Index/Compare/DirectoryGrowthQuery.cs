namespace Fathom.Index;

/// <summary>Which directories are wanted, and by which measure.</summary>
public sealed record DirectoryGrowthQuery
{
    /// <summary>Counts apparent bytes, not allocated ones.</summary>
    public bool Apparent { get; init; }

    /// <summary>Directories at most; 0 for all.</summary>
    public long Limit { get; init; }

    /// <summary>All directories down to this depth below the root. Null leaves out those that only repeat what one directory in
    /// them tells, to within one percent.</summary>
    public int? MaxDepth { get; init; }

    /// <summary>Only directories in which this happened, sorted by its bytes; null sorts by growth.</summary>
    public ChangeKind? Only { get; init; }
}
