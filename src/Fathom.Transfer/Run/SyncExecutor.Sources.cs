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

        Errno errno = CheckSource(step);
        if (errno == Errno.None)
        {
            errno = step.Directory!.Source is IWritableNode source ? source.Unlink(step.Name.Span) : Errno.EROFS;
        }

        if (errno is not (Errno.None or Errno.ENOENT))
        {
            FailSource(step, errno);
        }
    }

    /// <summary>What would be removed must be what was copied, or compared.</summary>
    private static Errno CheckSource(PlanStep step)
    {
        const StatMask Mask = StatMask.Inode | StatMask.Device | StatMask.Size | StatMask.Mtime;
        NodeAttributes now;
        Errno errno = step.IsFollowed
            ? step.Directory!.Source!.OpenFollowed(step.Name.Span, Mask, out IContentNode? node, out now)
            : step.Directory!.Source!.Open(step.Name.Span, Mask, out node, out now);
        node?.Dispose();
        bool isSame = IsSame(step.Source.Id, now.Id) && now.Size == step.Source.Size && now.Mtime == step.Source.Mtime;
        return errno == Errno.None && !isSame ? Errno.ESTALE : errno;
    }

    private static bool IsSame(NodeId one, NodeId other) => !one.IsKnown || !other.IsKnown || one == other;

    private void FailSource(PlanStep step, Errno errno) => _report.Tell(new TransferError(TransferAction.Delete, IsSource: true, step.Path, errno));
}
