namespace Fathom.Transfer;

/// <summary>Copies that wait for their names until the end of the run (<c>--delay-updates</c>), each in the partial directory beside its place. Thread-safe.</summary>
internal sealed class DelayedCopies(IWritableNode root, TransferOptions options)
{
    private readonly Lock _lock = new();
    private List<ReadOnlyMemory<byte>> _paths = [];

    /// <summary>Takes note of a copy.</summary>
    /// <param name="path">That it will have, below the root.</param>
    internal void Add(ReadOnlyMemory<byte> path)
    {
        lock (_lock)
        {
            _paths.Add(path);
        }
    }

    /// <summary>Gives all of them their names, in the order of their paths.</summary>
    /// <param name="backups">Keeps what has them by now; null to replace it.</param>
    /// <param name="failed">Told of each that could not get its name.</param>
    internal void Finish(BackupKeeper? backups, Action<ReadOnlyMemory<byte>, CopyResult, Errno> failed)
    {
        List<ReadOnlyMemory<byte>> paths;
        lock (_lock)
        {
            (paths, _paths) = (_paths, []);
        }

        paths.Sort(static (one, other) => one.Span.SequenceCompareTo(other.Span));
        int begin = 0;
        while (begin < paths.Count)
        {
            // Files of one directory need not stand together in this order, but mostly do.
            int end = begin + 1;
            ReadOnlySpan<byte> parent = HeldDirectory.ParentOf(paths[begin].Span);
            while (end < paths.Count && HeldDirectory.ParentOf(paths[end].Span).SequenceEqual(parent))
            {
                end++;
            }

            FinishDirectory(parent, paths[begin..end], backups, failed);
            begin = end;
        }
    }

    private void FinishDirectory(
        ReadOnlySpan<byte> parent, List<ReadOnlyMemory<byte>> paths, BackupKeeper? backups, Action<ReadOnlyMemory<byte>, CopyResult, Errno> failed)
    {
        IWritableNode? place = null;
        Errno errno = HeldDirectory.Open(root, parent, null, out HeldDirectory directory);
        errno = errno == Errno.None ? PartialPlace.Open(directory.Node, options, out place) : errno;
        using (directory)
        using (place)
        {
            foreach (ReadOnlyMemory<byte> path in paths)
            {
                TransferAction action = TransferAction.Rename;
                Errno one = errno == Errno.None ? GiveName(directory.Node, place!, path.Span, backups, ref action) : errno;
                if (one != Errno.None)
                {
                    failed(path, new CopyResult { Action = action }, one);
                }
            }

            if (errno == Errno.None)
            {
                PartialPlace.RemoveIfEmpty(directory.Node, options);
            }
        }
    }

    private static Errno GiveName(IWritableNode directory, IWritableNode place, ReadOnlySpan<byte> path, BackupKeeper? backups, ref TransferAction action)
    {
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        Errno errno = backups is null ? Errno.None : backups.Keep(directory, name, path);
        if (errno is not (Errno.None or Errno.ENOENT))
        {
            action = TransferAction.Backup;
            return errno;
        }

        return place.Rename(name, directory, name, RenameMode.Replace);
    }
}
