namespace Fathom.Index;

/// <summary>How one owner or extension grew.</summary>
public sealed record GroupGrowth
{
    /// <summary>The number of the owner or the extension; null where there is none.</summary>
    public required string? Key { get; init; }

    /// <summary>Bytes before, of the measure that was asked for; each node once.</summary>
    public required long Old { get; init; }

    /// <summary>Bytes after.</summary>
    public required long New { get; init; }

    /// <summary>Entries before.</summary>
    public required long OldEntries { get; init; }

    /// <summary>Entries after.</summary>
    public required long NewEntries { get; init; }
}
