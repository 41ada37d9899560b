namespace Fathom.Index;

/// <summary>Stores one root's walk in the log of a scan.</summary>
internal sealed class IndexSink(RowLog log, ScanOptions options, StatMask wanted, ResumeState? resume) : ISink
{
    /// <summary>Attributes that an index holds.</summary>
    internal const StatMask Stored = StatMask.Size | StatMask.Allocated | StatMask.Inode | StatMask.Device | StatMask.Links
        | StatMask.Uid | StatMask.Gid | StatMask.Mode | StatMask.Mtime | StatMask.Ctime | StatMask.Atime | StatMask.Target;

    /// <inheritdoc/>
    public StatMask Wanted { get; } = wanted;

    internal RowLog Log { get; } = log;

    internal ScanOptions Options { get; } = options;

    internal ResumeState? Resume { get; } = resume;

    /// <summary>Bytes of the root's name, which begins every path. Set by the worker that delivers the root, or before a resumed walk.</summary>
    internal int RootNameLength { get; set; }

    /// <summary>Device of the root, set likewise.</summary>
    internal ulong RootDevice { get; set; }

    /// <summary>A directory that is not entered; see <see cref="IndexScan.NotEntered"/>.</summary>
    internal NodeId NotEntered { get; init; }

    /// <inheritdoc/>
    public ISinkWriter OpenWriter(int worker) => new IndexSinkWriter(this);

    /// <inheritdoc/>
    public void Complete(WalkSummary summary)
    {
        // The scan ends when its last root has been walked.
    }
}
