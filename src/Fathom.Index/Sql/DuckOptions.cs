namespace Fathom.Index;

/// <summary>How a DuckDB in memory works.</summary>
internal sealed record DuckOptions
{
    /// <summary>Threads of a query; 0 means one for each processor.</summary>
    internal int Threads
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Threads), value, "0 or more");
    }

    /// <summary>Memory of its buffers, in bytes; 0 leaves it to DuckDB, which takes 80 % of the machine's.</summary>
    internal long MemoryLimitBytes
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MemoryLimitBytes), value, "0 or more");
    }

    /// <summary>Where a query that outgrows its memory spills; null fails such a query. DuckDB makes the folder.</summary>
    internal string? TempDirectory { get; init; }
}
