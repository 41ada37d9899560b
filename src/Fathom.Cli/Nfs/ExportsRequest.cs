using Fathom.Nfs;

namespace Fathom.Cli;

/// <summary>What one run of <c>fathom nfs exports</c> was asked for.</summary>
internal sealed record ExportsRequest
{
    internal required NfsUrl Server { get; init; }

    internal required NfsOptions Nfs { get; init; }

    internal bool IsJson { get; init; }

    /// <summary>Paths alone, ended with NUL.</summary>
    internal bool EndsWithNul { get; init; }
}
