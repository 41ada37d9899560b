namespace Fathom.Transfer;

/// <content>Files of the source that are removed once they are in the target (<c>--remove-source-files</c>).</content>
internal sealed partial class SyncExecutor
{
    // Copies that have no name yet: their sources are all there is of them should the run be killed.
    private readonly List<PlanStep> _delayedSources = [];

    /// <summary>Removes the source of a copy, or puts it off until the copy has its name.</summary>
    private void RemoveCopied(PlanStep step, in CopyResult result)
    {
        if (!_options.RemoveSourceFiles)
        {
            return;
        }

        if (result.IsDelayed)
        {
            step.Directory!.Hold();
            lock (_delayedSources)
            {
                _delayedSources.Add(step);
            }
        }
        else if (result.IsStable)
        {
            RemoveSource(step);
        }
        else
        {
            FailSource(step, Errno.ESTALE);
        }
    }

    private void RemoveDelayedSources()
    {
        foreach (PlanStep step in _delayedSources)
        {
            if (!HasFailed(step.Path))
            {
                RemoveSource(step);
            }

            step.Directory!.Leave(this);
        }

        _delayedSources.Clear();
    }

    private void RemoveSource(PlanStep step)
    {
        if (!_options.RemoveSourceFiles || step.NodeKind == EntryKind.Directory)
        {
            return;
        }

        Errno errno = step.Directory!.IsUntold && _request.SourceEntry is { } entry
            ? RemoveSingle(step, entry)
            : RemoveNamed(step, step.Directory.Source!, step.Name.Span, step.IsFollowed);
        if (errno is not (Errno.None or Errno.ENOENT))
        {
            FailSource(step, errno);
        }
    }

    // The tree has only the file: what has its name is asked of the directory.
    private Errno RemoveSingle(PlanStep step, SourceEntry entry)
    {
        Errno errno = entry.Directory.OpenWritableRoot(out IWritableNode? directory);
        using (directory)
        {
            return errno == Errno.None ? RemoveNamed(step, directory!, entry.Name, _options.CopyLinks) : errno;
        }
    }

    /// <summary>What is removed must be what was copied, or compared.</summary>
    private static Errno RemoveNamed(PlanStep step, IContentNode directory, ReadOnlySpan<byte> name, bool isFollowed)
    {
        const StatMask Mask = StatMask.Inode | StatMask.Device | StatMask.Size | StatMask.Mtime;
        NodeAttributes now;
        Errno errno = isFollowed
            ? directory.OpenFollowed(name, Mask, out IContentNode? node, out now)
            : directory.Open(name, Mask, out node, out now);
        node?.Dispose();
        if (errno != Errno.None)
        {
            return errno;
        }

        bool isSame = IsSame(step.Source.Id, now.Id) && now.Size == step.Source.Size && now.Mtime == step.Source.Mtime;
        return !isSame ? Errno.ESTALE : directory is IWritableNode writable ? writable.Unlink(name) : Errno.EROFS;
    }

    private static bool IsSame(NodeId one, NodeId other) => !one.IsKnown || !other.IsKnown || one == other;

    private void FailSource(PlanStep step, Errno errno) => _report.Tell(new TransferError(TransferAction.Delete, IsSource: true, step.Path, errno));
}
