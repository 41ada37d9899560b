namespace Fathom.Tests.Vault.Support;

/// <summary>What a tree below a vault cannot do, and when it is gone.</summary>
internal sealed class CiphertextLimits
{
    private int _changes;
    private int _syncs;

    /// <summary>Changes after which every further one fails, as if the machine had been switched off there.</summary>
    public int MaxChanges { get; init; } = int.MaxValue;

    /// <summary>Renames replace, and can do nothing else.</summary>
    public bool HasOnlyPlainRenames { get; init; }

    public bool HasNoHardLinks { get; init; }

    /// <summary>Called before each rename that replaces: what it ends with.</summary>
    public Func<Errno>? Replacing { get; set; }

    /// <summary>Called in the middle of each write, when half of it is stored.</summary>
    public Action? HalfWritten { get; set; }

    /// <summary>Called with each name before it is opened.</summary>
    public Action<byte[]>? Opening { get; set; }

    /// <summary>Files and directories that were synced.</summary>
    public int Syncs => Volatile.Read(ref _syncs);

    /// <summary>A change was refused because there were enough of them.</summary>
    public bool IsReached => Volatile.Read(ref _changes) > MaxChanges;

    /// <summary>Counts a sync. Partner: Syncs.</summary>
    public void CountSync() => Interlocked.Increment(ref _syncs);

    /// <summary>Counts a change. Partner: IsReached.</summary>
    public Errno Take() => Interlocked.Increment(ref _changes) > MaxChanges ? Errno.EIO : Errno.None;
}
