namespace Fathom;

/// <summary>One event of a walk: a directory entered or left, one entry, or an error. Valid until the consumer moves on.</summary>
public readonly struct WalkEvent
{
    internal WalkEvent(WalkBatch batch, int index) => (Batch, Index) = (batch, index);

    /// <summary>What happened.</summary>
    public WalkEventKind Kind => Batch.Kind switch
    {
        WalkBatchKind.EnterDirectory => WalkEventKind.EnterDirectory,
        WalkBatchKind.Entries => WalkEventKind.Entry,
        WalkBatchKind.LeaveDirectory => WalkEventKind.LeaveDirectory,
        _ => WalkEventKind.Error,
    };

    /// <summary>The item that the event is a part of; its columns hold every attribute of the entry.</summary>
    public WalkBatch Batch { get; }

    /// <summary>Position of the entry in <see cref="WalkBatch.Entries"/>; -1 for any other event.</summary>
    public int Index { get; }

    /// <summary>How far the entry or directory is below the root, which has 0; -1 for an error.</summary>
    public int Depth => Batch.DirectoryDepth + (Index >= 0 ? 1 : 0);

    /// <summary>What the entry is; unknown for any other event.</summary>
    public EntryKind EntryKind => Index >= 0 ? Batch.Entries.Kinds[Index] : EntryKind.Unknown;

    /// <summary>Raw bytes of the entry's name; of the root, its name as typed. Empty for any other event.</summary>
    public ReadOnlySpan<byte> Name => Index >= 0 ? Batch.Entries.Name(Index) : default;

    /// <summary>Why the attributes of the entry are missing; none when they are there.</summary>
    public Errno Errno => Index >= 0 ? Batch.Entries.Errnos(Index) : Batch.Error?.Errno ?? Errno.None;

    /// <summary>Apparent size of the entry, bytes; 0 if its attributes are missing.</summary>
    /// <exception cref="InvalidOperationException">The stream does not want sizes, or the event is no entry.</exception>
    public long Size => Batch.Entries.Sizes[Index];

    /// <summary>Last change of the entry's content, ns since 1970; 0 if its attributes are missing.</summary>
    /// <exception cref="InvalidOperationException">The stream does not want these times, or the event is no entry.</exception>
    public long Mtime => Batch.Entries.Mtimes[Index];

    /// <summary>The path of the entry or directory, or where the error is: raw bytes, from the root as typed.</summary>
    public byte[] GetPath() =>
        Index >= 0 ? Batch.GetPath(Index) : Batch.Error is { } error ? error.Path.ToArray() : Batch.DirectoryPath.ToArray();
}
