using System.Diagnostics.CodeAnalysis;

namespace Fathom.Index;

/// <summary>What the scan could not read, by path. Empty for most indexes; then nothing is ever looked up.</summary>
internal sealed class TreeErrors
{
    private readonly Dictionary<byte[], (WalkStage Stage, Errno Errno)> _directories = new(new PathComparer());
    private readonly Dictionary<byte[], (WalkStage Stage, Errno Errno)> _entries = new(new PathComparer());
    private readonly HashSet<long> _pending;

    internal TreeErrors(Catalog catalog)
    {
        _pending = [.. catalog.GetPending(new ByteList()).ConvertAll(static directory => directory.DirId)];
        catalog.ReadErrors(error =>
        {
            bool isKnown = Enum.TryParse(error.Stage, out WalkStage stage);
            Errno errno = error.Errno == 0 ? Errno.EIO : (Errno)error.Errno;
            bool isOfDirectory = stage is WalkStage.OpenDirectory or WalkStage.ReadDirectory;
            (isOfDirectory ? _directories : _entries)[error.Path] = (isKnown ? stage : WalkStage.Stat, errno);
        });
    }

    /// <summary>Why the listing of a directory is not whole; nothing if it is.</summary>
    internal (WalkStage Stage, Errno Errno) OfListing(DirectoryNode directory, long number)
    {
        if (_directories.Count > 0 && _directories.TryGetValue(directory.GetPath(), out (WalkStage Stage, Errno Errno) error))
        {
            return error;
        }

        return _pending.Contains(number) ? (WalkStage.ReadDirectory, Errno.EAGAIN) : default;
    }

    /// <summary>Why the listing of a directory is not whole; None if it is.</summary>
    /// <param name="path">Asked for where there are errors at all.</param>
    internal Errno OfListing(Func<byte[]> path, long number)
    {
        if (_directories.Count > 0 && _directories.TryGetValue(path(), out (WalkStage Stage, Errno Errno) error))
        {
            return error.Errno;
        }

        return _pending.Contains(number) ? Errno.EAGAIN : Errno.None;
    }

    /// <summary>Why an entry has no attributes.</summary>
    /// <param name="path">Asked for where there are errors at all.</param>
    internal Errno OfEntry(Func<byte[]> path) =>
        _entries.Count > 0 && _entries.TryGetValue(path(), out (WalkStage Stage, Errno Errno) error) ? error.Errno : Errno.ENODATA;

    /// <summary>Replaces the error of entries without attributes by the one that the scan met.</summary>
    internal void Explain(EntryBatch batch)
    {
        for (int i = 0; batch.ErrorCount > 0 && _entries.Count > 0 && i < batch.Count; i++)
        {
            if (batch.Errnos(i) != Errno.None
                && _entries.TryGetValue(batch.Directory?.GetPath(batch.Name(i)) ?? batch.Name(i).ToArray(), out (WalkStage Stage, Errno Errno) error))
            {
                batch.SetErrno(i, error.Errno);
            }
        }
    }

    private sealed class PathComparer : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] path)
        {
            HashCode hash = default;
            hash.AddBytes(path);
            return hash.ToHashCode();
        }
    }
}
