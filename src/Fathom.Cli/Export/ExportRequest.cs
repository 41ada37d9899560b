using Fathom.Index;

namespace Fathom.Cli;

/// <summary>What one run of <c>fathom export</c> was asked for.</summary>
internal sealed record ExportRequest
{
    /// <summary>The index.</summary>
    internal required string Index { get; init; }

    /// <summary>A file; <c>-</c> is standard output.</summary>
    internal required string Output { get; init; }

    internal required ExportFormat Format { get; init; }

    /// <summary>Relative to the root; empty for all.</summary>
    internal byte[] Under { get; init; } = [];

    internal bool Overwrites { get; init; }

    internal bool IsQuiet { get; init; }
}
