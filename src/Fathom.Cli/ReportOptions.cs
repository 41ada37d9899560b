namespace Fathom.Cli;

/// <summary>What a run tells on standard error at its end.</summary>
internal sealed record ReportOptions
{
    /// <summary>What the walk did, and the calls that it made.</summary>
    internal bool PrintsStatistics { get; init; }

    /// <summary>What was asked of each server, how often, and how long it took.</summary>
    internal bool ExplainsIo { get; init; }
}
