namespace Fathom.Transfer;

/// <summary>Copies that wait for their names until the end of the run (<c>--delay-updates</c>), each in the partial directory beside its place, under a
/// temporary name: another run into the same target must not take a copy for its own. Thread-safe.</summary>
internal sealed class DelayedCopies(IWritableNode root, TransferOptions options)
{
    private readonly Lock _lock = new();
    private List<DelayedCopy> _copies = [];

    /// <summary>Takes note of a copy.</summary>
    internal void Add(DelayedCopy copy)
    {
        lock (_lock)
        {
            _copies.Add(copy);
        }
    }

    /// <summary>Gives all of them their names, in the order of their paths.</summary>
    /// <param name="backups">Keeps what has them by now; null to replace it.</param>
    /// <param name="failed">Told of each that could not get its name.</param>
    internal void Finish(BackupKeeper? backups, Action<ReadOnlyMemory<byte>, CopyResult, Errno> failed)
    {
        ForEachDirectory((parent, copies) => FinishDirectory(parent, copies, backups, failed));
    }

    /// <summary>Removes all of them: the run is broken off, and the next one does not trust what it finds.</summary>
    internal void Discard() => ForEachDirectory(DiscardDirectory);

    private void ForEachDirectory(DirectoryAction act)
    {
        List<DelayedCopy> copies;
        lock (_lock)
        {
            (copies, _copies) = (_copies, []);
        }

        copies.Sort(static (one, other) => one.Path.Span.SequenceCompareTo(other.Path.Span));
        int begin = 0;
        while (begin < copies.Count)
        {
            // Files of one directory need not stand together in this order, but mostly do.
            int end = begin + 1;
            ReadOnlySpan<byte> parent = HeldDirectory.ParentOf(copies[begin].Path.Span);
            while (end < copies.Count && HeldDirectory.ParentOf(copies[end].Path.Span).SequenceEqual(parent))
            {
                end++;
            }

            act(parent, copies[begin..end]);
            begin = end;
        }
    }

    private void DiscardDirectory(ReadOnlySpan<byte> parent, List<DelayedCopy> copies)
    {
        if (Open(parent, out HeldDirectory directory, out IWritableNode? place) == Errno.None)
        {
            using (directory)
            using (place)
            {
                copies.ForEach(copy => place!.Unlink(copy.Temporary));
                PartialPlace.RemoveIfEmpty(directory.Node, options);
            }
        }
    }

    private Errno Open(ReadOnlySpan<byte> parent, out HeldDirectory directory, out IWritableNode? place)
    {
        place = null;
        Errno errno = HeldDirectory.Open(root, parent, null, out directory);
        errno = errno == Errno.None ? PartialPlace.Open(directory.Node, options, out place) : errno;
        if (errno != Errno.None && directory.Node is not null)
        {
            directory.Dispose();
        }

        return errno;
    }

    private void FinishDirectory(
        ReadOnlySpan<byte> parent, List<DelayedCopy> copies, BackupKeeper? backups, Action<ReadOnlyMemory<byte>, CopyResult, Errno> failed)
    {
        Errno errno = Open(parent, out HeldDirectory directory, out IWritableNode? place);
        if (errno != Errno.None)
        {
            copies.ForEach(copy => failed(copy.Path, new CopyResult { Action = TransferAction.Rename }, errno));
            return;
        }

        using (directory)
        using (place)
        {
            foreach (DelayedCopy copy in copies)
            {
                TransferAction action = TransferAction.Rename;
                errno = GiveName(directory.Node, place!, in copy, backups, ref action);
                if (errno != Errno.None)
                {
                    failed(copy.Path, new CopyResult { Action = action }, errno);
                }
            }

            PartialPlace.RemoveIfEmpty(directory.Node, options);
        }
    }

    private Errno GiveName(IWritableNode directory, IWritableNode place, in DelayedCopy copy, BackupKeeper? backups, ref TransferAction action)
    {
        ReadOnlySpan<byte> path = copy.Path.Span;
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        Errno errno = backups is null ? Errno.None : backups.Keep(directory, name, path);
        if (errno is not (Errno.None or Errno.ENOENT))
        {
            action = TransferAction.Backup;
            return errno;
        }

        errno = place.Rename(copy.Temporary, directory, name, RenameMode.Replace);
        if (errno == Errno.None && (options.Partial || options.PartialDirectory is not null))
        {
            // What an earlier run kept of it.
            place.Unlink(name);
        }

        return errno;
    }

    private delegate void DirectoryAction(ReadOnlySpan<byte> parent, List<DelayedCopy> copies);
}
