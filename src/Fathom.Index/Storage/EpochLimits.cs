namespace Fathom.Index;

/// <summary>How much is committed at once.</summary>
/// <param name="Rows">Entries, over all part writers.</param>
/// <param name="Interval">Time after which less is committed too.</param>
internal sealed record EpochLimits(long Rows, TimeSpan Interval)
{
    /// <summary>Directories of one commit are kept in memory until then.</summary>
    internal const int MaxDirectories = 200_000;

    /// <summary>So are their paths, bytes.</summary>
    internal const long MaxPathBytes = 16L << 20;
}
