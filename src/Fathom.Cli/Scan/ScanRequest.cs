using Fathom.Index;

namespace Fathom.Cli;

/// <summary>What one run of <c>fathom scan</c> was asked for.</summary>
internal sealed record ScanRequest
{
    /// <summary>The folder of the index.</summary>
    internal required string Output { get; init; }

    /// <summary>As typed; may be empty when resuming.</summary>
    internal required byte[][] Roots { get; init; }

    internal required ScanOptions Options { get; init; }

    internal bool Resumes { get; init; }

    internal bool Overwrites { get; init; }

    /// <summary>An earlier index, whose count of entries tells how long this scan will take.</summary>
    internal string? EstimateFrom { get; init; }

    internal bool FollowsRoots { get; init; }

    internal bool IsQuiet { get; init; }

    internal bool IsJson { get; init; }

    internal bool PrintsStatistics { get; init; }
}
