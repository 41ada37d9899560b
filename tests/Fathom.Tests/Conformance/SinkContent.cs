namespace Fathom.Tests.Conformance;

/// <summary>What a sink holds, as far as it can tell; null for what it does not keep.</summary>
public sealed record SinkContent
{
    /// <summary>Entries, the root included.</summary>
    public long? Entries { get; init; }

    /// <summary>Errors.</summary>
    public long? Errors { get; init; }

    /// <summary>Sum of the sizes of all entries that could be examined, directories included.</summary>
    public long? ApparentBytes { get; init; }

    /// <summary>Paths from the root as typed, bytes as Latin-1 text. A list, so that what comes twice shows.</summary>
    public IReadOnlyList<string>? Paths { get; init; }
}
