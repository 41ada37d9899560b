namespace Fathom.Nfs;

/// <summary>How to talk to a server.</summary>
public sealed record NfsOptions
{
    /// <summary>The defaults.</summary>
    public static NfsOptions Default { get; } = new();

    /// <summary>Connections of a walk, spread over the server's addresses; 0 means 2, or one an address up to 8. Range 0 to 64.</summary>
    /// <remarks>Threads that make calls of their own have as many at most, or up to 16 with 0, and together no more calls on their way than a walk
    /// may have.</remarks>
    public int Connections { get; init => field = Range(value, 0, 64); }

    /// <summary>Calls outstanding on each connection; 0 means that it adapts to the latency. Range 0 to 128.</summary>
    public int Window { get; init => field = Range(value, 0, 128); }

    /// <summary>Bytes asked for in a READDIRPLUS or READDIR; 0 means that it adapts. 0, or 1024 to 4 Mi.</summary>
    public int ListingSize { get; init => field = value == 0 ? 0 : Range(value, 1024, 4 * 1024 * 1024); }

    /// <summary>Lists with READDIR and fetches attributes with LOOKUP, as for a server without READDIRPLUS.</summary>
    public bool ForceReadDir { get; init; }

    /// <summary>Time without an answer after which a call is sent again. 1 ms to 1 day; 30 s by default.</summary>
    public TimeSpan Timeout { get; init => field = Range(value); } = TimeSpan.FromSeconds(30);

    /// <summary>Times that a call is sent again before the server counts as dead, and the least number of times that a connection is tried
    /// to be made again. 0 to 1000; 5 by default.</summary>
    public int Retries { get; init => field = Range(value, 0, 1000); } = 5;

    /// <summary>Calls a second, over all connections; 0 for as many as the server answers.</summary>
    public int MaxCallsPerSecond { get; init => field = Range(value, 0, int.MaxValue); }

    /// <summary>Keeps the 95th percentile of the latency near what it was at the start, with fewer calls outstanding.</summary>
    public bool IsPolite { get; init; }

    private static int Range(int value, int min, int max) =>
        value >= min && value <= max ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"must be {min} to {max}");

    private static TimeSpan Range(TimeSpan value) =>
        value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "must be 1 ms to 1 day");
}
