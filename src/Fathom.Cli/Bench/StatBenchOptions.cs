namespace Fathom.Cli;

/// <summary>What <c>fathom bench stat</c> measures.</summary>
internal sealed record StatBenchOptions
{
    internal const int DefaultRounds = 5;

    /// <summary>Raw bytes, as typed.</summary>
    internal required byte[] Root { get; init; }

    internal int Rounds { get; init; } = DefaultRounds;

    /// <summary>Of the parallel ways; 0 means twice the processors, 8 to 64.</summary>
    internal int Threads { get; init => field = value > 0 ? value : Math.Clamp(2 * Environment.ProcessorCount, 8, 64); }

    /// <summary>Caches are dropped before each run.</summary>
    internal bool IsCold { get; init; }

    internal bool IsJson { get; init; }
}
