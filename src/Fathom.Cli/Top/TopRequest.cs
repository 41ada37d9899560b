using Fathom.Index;

namespace Fathom.Cli;

/// <summary>What one run of <c>fathom top</c> was asked for.</summary>
internal sealed record TopRequest
{
    /// <summary>An index or a live tree, as typed.</summary>
    internal required byte[] Root { get; init; }

    /// <summary>One of <see cref="TopTable.Kinds"/>.</summary>
    internal required string By { get; init; }

    internal required TopOptions Options { get; init; }

    internal ResultFormat Format { get; init; }

    /// <summary>How a table shows sizes.</summary>
    internal required SizeFormat Sizes { get; init; }

    /// <summary>How a live tree is walked.</summary>
    internal required WalkOptions Walk { get; init; }

    internal RootOptions Opening { get; init; } = new();

    internal bool IsQuiet { get; init; }

    internal ReportOptions Report { get; init; } = new();
}
