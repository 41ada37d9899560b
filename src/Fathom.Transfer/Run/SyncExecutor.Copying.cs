namespace Fathom.Transfer;

/// <content>Copies of files, by the threads of the pool.</content>
internal sealed partial class SyncExecutor
{
    private void CopyPooled(PlanStep step)
    {
        if (!_cancellation.IsCancellationRequested)
        {
            Copy(step);
        }
        else
        {
            _report.Undone?.Add(step.Path, isWhole: true);
        }

        if (step.Followers?.Take() is { Count: > 0 } links)
        {
            // Where it fails, each link says why.
            step.Directory!.Target!.Open(step.Name.Span, out IContentNode? leader);
            using (leader)
            {
                links.ForEach(link => Follow(link, leader));
            }
        }

        step.Directory!.Leave(this);
    }

    // Its leader was copied, or could not be.
    private void Follow(PlanStep link, IContentNode? leader)
    {
        if (!_cancellation.IsCancellationRequested)
        {
            Make(link, leader);
        }

        link.Directory!.Leave(this);
    }

    private void Copy(PlanStep step)
    {
        DirectoryPair pair = step.Directory!;
        pair.IsTouched = true;
        Errno errno = Errno.None;
        IContentNode? source = null;
        if (step.IsFollowed)
        {
            errno = OpenSource(step, out source);
        }

        CopyResult result = new() { Action = TransferAction.Open, IsSource = true };
        using (source)
        {
            if (errno == Errno.None)
            {
                errno = _copier.Copy(
                    new CopyRequest
                    {
                        Source = source,
                        SourceDirectory = source is null ? pair.Source : null,
                        SourceName = step.Name,
                        SourceHandle = step.Handle,
                        Expected = step.Source,
                        Directory = (IWritableNode)pair.Target!,
                        Name = step.Name,
                        Path = step.Path,
                        Target = step.TargetExists && step.Target.Kind != EntryKind.Directory ? step.Target : null,
                        TargetDevice = TargetDevice(pair),
                        Wanted = _rules.Wanted(step.Source, step.TargetExists ? step.Target : null, DefaultPermissions(pair)),
                        Cancellation = _cancellation,
                    },
                    out result);
            }
        }

        TellCopied(step, in result, errno);
    }

    // One target file system is usual: asked once a directory.
    private static ulong TargetDevice(DirectoryPair pair)
    {
        if (pair.TargetDevice == 0 && pair.Target!.ReadAttributes(StatMask.Device, out NodeAttributes attributes) == Errno.None)
        {
            pair.TargetDevice = attributes.Device;
        }

        return pair.TargetDevice;
    }

    private void TellCopied(PlanStep step, in CopyResult result, Errno errno)
    {
        if (errno == Errno.None)
        {
            _report.CountCopied();
            if (result.AttributesErrno != Errno.None)
            {
                Fail(TransferAction.SetAttributes, step, result.AttributesErrno);
            }

            RemoveCopied(step, in result);
            return;
        }

        NoteFailed(step.Path);
        if (errno == Errno.ENOENT && result.IsSource && result.Action == TransferAction.Open)
        {
            _report.Tell(TransferNotice.Vanished, step.Path);
        }
        else if (errno == Errno.EINTR && _cancellation.IsCancellationRequested)
        {
            _report.Undone?.Add(step.Path, isWhole: true);
        }
        else
        {
            _report.Tell(new TransferError(result.Action, result.IsSource, step.Path, errno));
            StopIfFull(step, in result, errno);
        }
    }

    // Room does not come by itself: as rsync, the run ends, and does not fail for each file that is left.
    private void StopIfFull(PlanStep step, in CopyResult result, Errno errno)
    {
        if (result.Action == TransferAction.Write && !result.IsSource && errno is Errno.ENOSPC or Errno.EDQUOT)
        {
            _report.Totals.IsTargetFull = true;
            throw new FathomException("cannot write target", step.Path.Span, errno);
        }
    }
}
