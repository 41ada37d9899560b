namespace Fathom.Vault;

/// <summary>How stored nodes are counted.</summary>
public sealed record VaultOverheadOptions
{
    /// <summary>The defaults.</summary>
    public static VaultOverheadOptions Default { get; } = new();

    /// <summary>A file with several hard links counts once for each.</summary>
    public bool CountLinks { get; init; }

    /// <summary>Gets what could not be read; called by the walk's threads, one at a time.</summary>
    public Action<WalkError>? OnError { get; init; }
}
