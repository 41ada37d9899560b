namespace Fathom;

/// <summary>What a <see cref="RollupSink"/> counts and keeps.</summary>
public sealed record RollupOptions
{
    /// <summary>Depth down to which directories get a row of their own; 0 keeps the root's total alone, which takes memory for
    /// hard links only.</summary>
    public int Depth { get; init => field = Guard.InRange(value, 0, int.MaxValue); } = int.MaxValue;

    /// <summary>Entries that are no directories get rows too.</summary>
    public bool KeepEntries { get; init; }

    /// <summary>A node with several links counts each time it is met.</summary>
    public bool CountLinks { get; init; }

    /// <summary>Nodes on other devices than the root do not count. The walk must stay on one file system too.</summary>
    public bool OneFileSystem { get; init; }

    /// <summary>The walk follows links: any node may be met twice, and a link that leads nowhere is an error.</summary>
    public bool FollowLinks { get; init; }

    /// <summary>The newest mtime of each subtree is wanted.</summary>
    public bool WithTimes { get; init; }

    /// <summary>Shared by the walks of one run; null for a single root.</summary>
    public RollupLedger? Ledger { get; init; }

    /// <summary>Told about each error, one at a time, from any worker's thread.</summary>
    public Action<WalkError>? OnError { get; init; }
}
