using Fathom.Index;

namespace Fathom.Cli;

/// <summary>What one run of <c>fathom diff</c> was asked for.</summary>
internal sealed record DiffRequest
{
    /// <summary>As typed: an index, a directory inside one, or a live root.</summary>
    internal required string Old { get; init; }

    /// <summary>The same.</summary>
    internal required string New { get; init; }

    internal DiffGrouping By { get; init; }

    internal ChangeKind? Only { get; init; }

    /// <summary>Lines at most; 0 for all.</summary>
    internal long Limit { get; init; }

    /// <summary>Relative to both; empty for all.</summary>
    internal byte[] Under { get; init; } = [];

    internal int? MaxDepth { get; init; }

    internal bool Apparent { get; init; }

    internal ResultFormat Format { get; init; }

    internal SizeFormat Sizes { get; init; } = SizeFormat.Human;

    /// <summary>Exits with 1 if anything differs.</summary>
    internal bool TellsByExitCode { get; init; }

    /// <summary>How live roots are scanned.</summary>
    internal required ScanOptions Scan { get; init; }

    internal RootOptions Opening { get; init; } = new();

    internal ReportOptions Report { get; init; } = new();

    internal bool IsQuiet { get; init; }

    internal SessionOptions Session { get; init; } = SessionOptions.Default;
}
