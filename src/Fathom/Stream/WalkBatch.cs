namespace Fathom;

/// <summary>One item of a <see cref="WalkStream"/>. Valid until the consumer moves on to the next; then it is used again.</summary>
public sealed class WalkBatch
{
    private byte[] _path = [];
    private int _pathLength;

    // Only items with entries need their arena; most items are directories that come and go.
    private EntryBatch? _entries;

    internal WalkBatch()
    {
    }

    /// <summary>What the item tells.</summary>
    public WalkBatchKind Kind { get; private set; }

    /// <summary>The directory that is entered or left, or that holds the entries: raw bytes, from the root as typed. Empty
    /// for the batch that describes the root, and for an error.</summary>
    public ReadOnlySpan<byte> DirectoryPath => _path.AsSpan(0, _pathLength);

    /// <summary>How far that directory is below the root, which has 0; -1 for the batch that describes the root.</summary>
    public int DirectoryDepth { get; private set; }

    /// <summary>The entries of <see cref="WalkBatchKind.Entries"/>; their <see cref="EntryBatch.Directory"/> is null, because the
    /// walk has gone on meanwhile.</summary>
    /// <exception cref="InvalidOperationException">The item is of another kind.</exception>
    public EntryBatch Entries => Kind == WalkBatchKind.Entries ? _entries! : throw new InvalidOperationException($"{Kind} has no entries.");

    /// <summary>The error of <see cref="WalkBatchKind.Error"/>; else null. It may be kept.</summary>
    public WalkError? Error { get; private set; }

    /// <summary>The path of an entry: raw bytes, from the root as typed.</summary>
    /// <param name="index">Position in <see cref="Entries"/>.</param>
    public byte[] GetPath(int index)
    {
        ReadOnlySpan<byte> name = Entries.Name(index);
        if (DirectoryDepth < 0)
        {
            return name.ToArray();
        }

        ReadOnlySpan<byte> directory = DirectoryPath;
        ReadOnlySpan<byte> separator = directory.EndsWith((byte)'/') ? default : "/"u8;
        return [.. directory, .. separator, .. name];
    }

    internal void SetDirectory(WalkBatchKind kind, DirectoryNode? directory)
    {
        Kind = kind;
        Error = null;
        DirectoryDepth = directory?.Depth ?? -1;
        _pathLength = directory?.PathLength ?? 0;
        if (_path.Length < _pathLength)
        {
            _path = new byte[_pathLength * 2];
        }

        // Now: the node is recycled while the consumer still asks for paths.
        directory?.CopyPath(_path);
    }

    internal void SetEntries(EntryBatch entries)
    {
        SetDirectory(WalkBatchKind.Entries, entries.Directory);
        _entries ??= new EntryBatch(Math.Max(1024, entries.ArenaUsed));
        _entries.CopyFrom(entries);
    }

    internal void SetError(WalkError error)
    {
        SetDirectory(WalkBatchKind.Error, null);
        Error = error;
    }
}
