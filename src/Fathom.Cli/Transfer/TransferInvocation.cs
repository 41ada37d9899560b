using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>One run of <c>fathom plan</c> or <c>fathom sync</c>, as asked for.</summary>
internal sealed record TransferInvocation
{
    /// <summary>As typed: <c>fathom plan</c>.</summary>
    internal required string Command { get; init; }

    /// <summary>Nothing is changed: <c>plan</c>, or <c>sync -n</c>.</summary>
    internal required bool IsPlan { get; init; }

    /// <summary>Counts follow on standard error: <c>plan</c>, which rsync does not have.</summary>
    internal bool TellsTotals { get; init; }

    /// <summary>What the options amount to.</summary>
    internal required TransferSettings Settings { get; init; }

    /// <summary>SRC.</summary>
    internal required string Source { get; init; }

    /// <summary>DST.</summary>
    internal required string Target { get; init; }

    /// <summary>How roots are opened.</summary>
    internal required RootOptions Roots { get; init; }

    /// <summary>File that the steps are saved to (<c>plan --output</c>), or carried out from (<c>sync --plan</c>); null for none.</summary>
    internal string? PlanFile { get; init; }

    /// <summary>The command line without the command, for a plan that is saved.</summary>
    internal IReadOnlyList<byte[]> Arguments { get; init; } = [];

    /// <summary>The journal of the run; null for one that has none.</summary>
    internal JournalChoice? Journal { get; init; }

    /// <summary>The options that decide what is done, each by its long name and with its value, in their order.</summary>
    internal IReadOnlyList<string> Deciding { get; init; } = [];

    /// <summary>How content is copied.</summary>
    internal CopyMethod CopyMethod { get; init; }

    /// <summary>Threads that copy files; 0 for the default.</summary>
    internal int Copiers { get; init; }

    /// <summary>Pieces of large files that are read at once; 0 for the default.</summary>
    internal int Ranges { get; init; }

    /// <summary>See <see cref="TransferRequest.HeldNames"/>.</summary>
    internal int HeldNames { get; init; } = TransferRequest.DefaultHeldNames;

    /// <summary>Threads that compare directories; 0 for the default.</summary>
    internal int Workers { get; init; }
}
