namespace Fathom.Index;

/// <summary>One entry that differs. The paths are valid until the next one.</summary>
public readonly ref struct EntryChange
{
    /// <summary>What became of it.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>Its type letter as in find(1), of the new state if there is one.</summary>
    public required char Type { get; init; }

    /// <summary>What differs; of added and removed entries nothing.</summary>
    public required ChangedFields Fields { get; init; }

    /// <summary>Raw bytes, relative to the root; empty if it was added.</summary>
    public required ReadOnlySpan<byte> OldPath { get; init; }

    /// <summary>Raw bytes, relative to the root; empty if it was removed.</summary>
    public required ReadOnlySpan<byte> NewPath { get; init; }

    /// <summary>Apparent size before, bytes; null if it was added, or is not known.</summary>
    public required long? OldSize { get; init; }

    /// <summary>Apparent size after, bytes; null if it was removed, or is not known.</summary>
    public required long? NewSize { get; init; }
}
