namespace Fathom.Transfer;

/// <content>Directories: made first, and given their attributes when nothing more comes into them.</content>
internal sealed partial class SyncExecutor
{
    /// <summary>Makes the directory of a pair if it is not there.</summary>
    /// <returns>False if it cannot be made: nothing below it can be.</returns>
    internal bool Enter(DirectoryPair pair)
    {
        _pool.ThrowIfFailed();
        if (pair.Parent is null || pair.OwnStep is not { Kind: StepKind.MakeDirectory } step)
        {
            return true;
        }

        IWritableNode parent = (IWritableNode)pair.Parent.Target!;
        if (step.TargetExists && !MakeWay(parent, step))
        {
            return false;
        }

        // The mode is exact when all is in it.
        Errno errno = parent.MakeDirectory(pair.Name.Span, 0x1c0, out IWritableNode? made);
        if (errno != Errno.None)
        {
            Fail(TransferAction.Make, step, errno);
            return false;
        }

        pair.Parent.IsTouched = true;
        pair.Target = made;
        return true;
    }

    /// <summary>Nothing more comes into a directory or anything below it: gives it its attributes.</summary>
    internal void Finish(DirectoryPair pair)
    {
        if (pair.Target is not IWritableNode target || pair.IsUntold)
        {
            return;
        }

        Errno errno = Errno.None;
        if (pair.OwnStep is { Kind: StepKind.MakeDirectory or StepKind.SetAttributes } step)
        {
            errno = FinishStep(target, step, pair);
        }
        else if (pair.IsTouched && _rules.KeepsTime(EntryKind.Directory))
        {
            errno = target.SetAttributes(new NodeChange { Mtime = pair.Attributes.Mtime });
        }

        if (_options.Sync && (pair.IsTouched || pair.OwnStep is not null))
        {
            // Names are what makes copies last. A tree that cannot wait for its directories has told so for files.
            Errno synced = target.Sync();
            errno = errno == Errno.None && synced is not (Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOSYS) ? synced : errno;
        }

        if (_options.DelayUpdates && pair.IsTouched)
        {
            lock (_delayedTimes)
            {
                _delayedTimes.Add((pair.Path, pair.Attributes.Mtime));
            }
        }

        if (errno != Errno.None)
        {
            _report.Tell(new TransferError(TransferAction.SetAttributes, IsSource: false, pair.Path, errno));
        }
    }

    /// <summary>Gives a directory the time back that it had before names in it were removed.</summary>
    internal void RestoreTime(IContentNode directory, long mtime)
    {
        if (_rules.KeepsTime(EntryKind.Directory))
        {
            ((IWritableNode)directory).SetAttributes(new NodeChange { Mtime = mtime });
        }
    }

    private Errno FinishStep(IWritableNode target, PlanStep step, DirectoryPair pair)
    {
        if (step.Kind == StepKind.SetAttributes)
        {
            return _copier.Attributes.Set(target, _rules.Wanted(step.Source, step.Target), pair.Source);
        }

        Errno errno = target.ReadAttributes(StatMask.Basic, out NodeAttributes made);
        return errno == Errno.None
            ? _copier.Attributes.Set(target, in made, _rules.WantedOfNewDirectory(step.Source, in made, DefaultPermissions(pair.Parent)), pair.Source)
            : errno;
    }

    // What the default ACL of a directory lets new nodes have, where permissions are not preserved.
    private uint? DefaultPermissions(DirectoryPair? directory)
    {
        if (_options.Permissions || _options.Acls || directory?.Target is not { } target)
        {
            return null;
        }

        if (!directory.HasDefaults)
        {
            directory.Defaults = AclValue.ReadDefault(target);
            directory.HasDefaults = true;
        }

        return directory.Defaults;
    }
}
