namespace Fathom.Transfer;

/// <summary>Counts of a plan or a transfer. Grows while it runs; read it from any thread.</summary>
public sealed class TransferTotals
{
    /// <summary>Names in the source that the transfer looked at, by kind (index: <see cref="EntryKind"/>).</summary>
    public long[] Seen { get; } = new long[16];

    /// <summary>Names that are new in the target, by kind.</summary>
    public long[] Created { get; } = new long[16];

    /// <summary>Names that are removed from the target, by kind.</summary>
    public long[] Deleted { get; } = new long[16];

    /// <summary>Bytes of the files that were looked at.</summary>
    public long SeenBytes { get; internal set; }

    /// <summary>Files that are copied.</summary>
    public long FilesToCopy { get; internal set; }

    /// <summary>Bytes of the files that are copied.</summary>
    public long BytesToCopy { get; internal set; }

    /// <summary>Files whose copy is done.</summary>
    public long FilesCopied { get; internal set; }

    /// <summary>Bytes copied so far, also of files that are not done.</summary>
    public long BytesCopied => Progress?.Bytes ?? 0;

    /// <summary>Errors so far.</summary>
    public long Errors { get; internal set; }

    /// <summary>Names that vanished from the source.</summary>
    public long Vanished { get; internal set; }

    /// <summary>Names that were not removed because of <see cref="TransferOptions.MaxDelete"/>.</summary>
    public long NotDeleted { get; internal set; }

    /// <summary>The target has no room left: the transfer ended with that.</summary>
    public bool IsTargetFull { get; internal set; }

    /// <summary>Counts the bytes; null for a plan.</summary>
    internal CopyProgress? Progress { get; set; }
}
