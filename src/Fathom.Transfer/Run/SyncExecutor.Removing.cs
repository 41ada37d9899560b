namespace Fathom.Transfer;

/// <content>Names that go.</content>
internal sealed partial class SyncExecutor
{
    /// <summary>What has the name moves to a name beside it, in the same directory, when it is removed.</summary>
    internal bool KeepsBeside(ReadOnlySpan<byte> name) =>
        _options.BackupDirectory is null && _copier.Backups is { } backups && !backups.IsBackup(name);

    /// <summary>Removes a name.</summary>
    /// <returns>It is gone.</returns>
    internal bool Remove(IContentNode directory, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> path, EntryKind kind)
    {
        IWritableNode parent = (IWritableNode)directory;
        if (kind != EntryKind.Directory && _copier.Backups is { } backups && !backups.IsBackup(name))
        {
            Errno kept = backups.Move(parent, name, path.Span);
            if (kept != Errno.None)
            {
                _report.Tell(new TransferError(TransferAction.Backup, IsSource: false, path, kept));
            }

            return kept == Errno.None;
        }

        Errno errno = kind == EntryKind.Directory ? parent.RemoveDirectory(name) : parent.Unlink(name);
        if (errno is Errno.None or Errno.ENOENT)
        {
            return true;
        }

        _report.Tell(new TransferError(TransferAction.Delete, IsSource: false, path, errno));
        return false;
    }

    /// <summary>Removes copies that a run left behind which was broken off.</summary>
    internal void RemoveStrays(DirectoryPair pair, List<byte[]> names)
    {
        foreach (byte[] name in names)
        {
            Errno errno = ((IWritableNode)pair.Target!).Unlink(name);
            pair.IsTouched = true;
            if (errno is not (Errno.None or Errno.ENOENT))
            {
                _report.Tell(new TransferError(TransferAction.Delete, IsSource: false, pair.PathOf(name), errno));
            }
        }
    }

    /// <summary>Removes such copies from the partial directory, and that if nothing else is in it.</summary>
    internal void RemovePlaceStrays(DirectoryPair pair, List<byte[]> names)
    {
        IWritableNode directory = (IWritableNode)pair.Target!;
        if (PartialPlace.Open(directory, _options, out IWritableNode? place) == Errno.None)
        {
            using (place)
            {
                names.ForEach(name => place!.Unlink(name));
            }

            pair.IsTouched |= PartialPlace.RemoveIfEmpty(directory, _options);
        }
    }

    // A basis has the same: the target need not (rsync(1), --compare-dest).
    private void RemoveReplaced(PlanStep step)
    {
        Errno errno = ((IWritableNode)step.Directory!.Target!).Unlink(step.Name.Span);
        step.Directory.IsTouched = true;
        if (errno is not (Errno.None or Errno.ENOENT))
        {
            Fail(TransferAction.Delete, step, errno);
        }
    }
}
