using Fathom.Index;

namespace Fathom.Cli;

/// <summary>What one run of <c>fathom scan</c> was asked for.</summary>
internal sealed record ScanRequest
{
    /// <summary>The folder of the index.</summary>
    internal required string Output { get; init; }

    /// <summary>Names of the roots; may be empty when resuming. What they are opened from is in <see cref="Options"/>.</summary>
    internal required byte[][] Roots { get; init; }

    internal required ScanOptions Options { get; init; }

    internal bool Resumes { get; init; }

    internal bool Overwrites { get; init; }

    /// <summary>An earlier index, whose count of entries tells how long this scan will take.</summary>
    internal string? EstimateFrom { get; init; }

    internal RootOptions Opening { get; init; } = new();

    internal bool IsQuiet { get; init; }

    internal bool IsJson { get; init; }

    internal ReportOptions Report { get; init; } = new();
}
