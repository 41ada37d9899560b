namespace Fathom;

/// <summary>A rooted hierarchy that can be listed: a local directory, an NFS export, a vault, a saved index.</summary>
/// <remarks>Thread-safe. Opening one checks that its root exists; whether the root can be listed shows in the walk.</remarks>
public interface ITree : IDisposable
{
    /// <summary>What the tree is like.</summary>
    TreeTraits Traits { get; }

    /// <summary>The root as the user wrote it, raw bytes, used as the first part of every path that is shown.</summary>
    ReadOnlySpan<byte> RootName { get; }

    /// <summary>Describes the root: a batch of one entry whose name is <see cref="RootName"/>.</summary>
    /// <param name="mask">Attributes that are wanted.</param>
    /// <param name="batch">Cleared first; its directory is null.</param>
    /// <returns>Why the root could not be examined; none when the batch holds it.</returns>
    Errno ReadRoot(StatMask mask, EntryBatch batch);

    /// <summary>Opens the reader of one worker.</summary>
    /// <param name="options">What is wanted of each entry.</param>
    ITreeReader OpenReader(ReaderOptions options);
}
