namespace Fathom.Transfer;

/// <summary>Carries out the steps of a transfer: files by a pool of threads, everything else at once, in the order in which it comes.</summary>
internal sealed partial class SyncExecutor : IDisposable
{
    private readonly TransferRequest _request;
    private readonly TransferOptions _options;
    private readonly TransferReport _report;
    private readonly CancellationToken _cancellation;
    private readonly IWritableNode _root;
    private readonly IWritableNode? _backups;
    private readonly AttributeRules _rules;
    private readonly TemporaryNames _names;
    private readonly FileCopier _copier;
    private readonly CopyPool _pool;
    private readonly PieceReaders _readers;

    // A journal that is to be written often is written so while the run waits, too.
    private readonly TimeSpan _patience;

    // With --delay-updates: links to names that stand for the old file until the end, and directories whose names change then.
    private readonly List<PlanStep> _delayedLinks = [];
    private readonly List<(ReadOnlyMemory<byte> Path, long Mtime)> _delayedTimes = [];

    /// <exception cref="FathomException">The root of the target cannot be opened.</exception>
    internal SyncExecutor(TransferRequest request, TransferReport report, CancellationToken cancellation)
    {
        _request = request;
        _options = request.Options;
        _report = report;
        _cancellation = cancellation;
        IWritableTree target = request.Target as IWritableTree
            ?? throw new ArgumentException("the target of a transfer is a tree that can be changed", nameof(request));
        _root = OpenRoot(target);
        _backups = request.Backups is { } backups ? OpenRoot(backups) : null;
        _patience = TimeSpan.FromMilliseconds(Math.Clamp(request.JournalInterval.TotalMilliseconds, 10, 1000));
        _rules = new AttributeRules(_options, request.Caller);
        _names = new TemporaryNames(request.Run);
        _readers = new PieceReaders(TransferThreads.Ranges(request));
        _copier = new FileCopier(_root, new CopyTools(_options, request.Caller, _names, request.CopyMethod) { Readers = _readers }, _backups);
        report.Totals.Progress = _copier.Progress;
        _pool = new CopyPool(TransferThreads.Copiers(request), CopyPooled);
    }

    /// <summary>Is called now and then while the run waits for copies; null for nobody.</summary>
    internal Action? Waits { get; set; }

    /// <summary>Copies of files.</summary>
    internal CopyPool Copies => _pool;

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

    /// <summary>Carries out a step.</summary>
    internal void Carry(PlanStep step)
    {
        switch (step.Kind)
        {
            case StepKind.CopyFile:
                step.Directory!.Hold();
                step.Followers = step.IsGrouped ? new LinkFollowers() : null;
                while (!_pool.TryAdd(step, _patience))
                {
                    Waits?.Invoke();
                }

                break;
            case StepKind.SetAttributes:
                SetAttributes(step);
                break;
            case StepKind.HardLink when _options.DelayUpdates:
                step.Directory!.Hold();
                _delayedLinks.Add(step);
                break;
            case StepKind.HardLink when step.LeaderStep?.Followers is { } followers:
                step.Directory!.Hold();
                if (!followers.TryAdd(step))
                {
                    Follow(step, leader: null);
                }

                break;
            case StepKind.MakeSymlink or StepKind.MakeSpecial or StepKind.HardLink:
                Make(step);
                break;
            case StepKind.Delete:
                RemoveReplaced(step);
                break;
            case StepKind.Keep when step.NodeKind != EntryKind.Directory:
                RemoveSource(step);
                break;
        }
    }

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

    /// <summary>Waits for the copies, and gives those that were delayed their names.</summary>
    internal void FinishCopies()
    {
        while (!_pool.TryEnd(_patience))
        {
            Waits?.Invoke();
        }

        _pool.Finish();

        // Files that were not copied any longer would be taken for copied ones below.
        _cancellation.ThrowIfCancellationRequested();
        _copier.Finish((path, result, errno) =>
        {
            NoteFailed(path);
            _report.Tell(new TransferError(result.Action, result.IsSource, path, errno));
        });
        RemoveDelayedSources();
        foreach (PlanStep link in _delayedLinks)
        {
            Make(link);
            link.Directory!.Leave(this);
        }

        foreach ((ReadOnlyMemory<byte> path, long mtime) in _delayedTimes)
        {
            if (RootPair.OpenNode(_request.Target!, path.Span, out IContentNode? directory) == Errno.None)
            {
                using (directory)
                {
                    RestoreTime(directory!, mtime);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pool.Dispose();
        _readers.Dispose();
        _copier.Discard();
        _backups?.Dispose();
        _root.Dispose();
    }

    private static IWritableNode OpenRoot(IWritableTree tree)
    {
        Errno errno = tree.OpenWritableRoot(out IWritableNode? root);
        return errno == Errno.None ? root! : throw RootPair.CannotOpen(tree, errno);
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

    private void SetAttributes(PlanStep step)
    {
        Errno errno = step.Directory!.Target!.Open(step.Name.Span, StatMask.Inode | StatMask.Device, out IContentNode? node, out NodeAttributes now);
        if (errno == Errno.None)
        {
            using (node)
            {
                // Another node by that name may be a hard link to what is none of the target's.
                bool isListed = node!.Kind == step.NodeKind && IsSame(step.Target.Id, now.Id);
                errno = isListed ? GiveAttributes((IWritableNode)node, step, step.Target) : Errno.ESTALE;
            }
        }

        if (errno != Errno.None)
        {
            Fail(TransferAction.SetAttributes, step, errno);
            return;
        }

        RemoveSource(step);
    }

    private Errno GiveAttributes(IWritableNode node, PlanStep step, NodeAttributes? there)
    {
        WantedAttributes wanted = _rules.Wanted(step.Source, there, DefaultPermissions(step.Directory));
        if (!_copier.Attributes.Scope.IsAny)
        {
            return _copier.Attributes.Set(node, wanted, source: null);
        }

        Errno errno = OpenSource(step, out IContentNode? source);
        using (source)
        {
            return errno == Errno.None ? _copier.Attributes.Set(node, wanted, source) : errno;
        }
    }

    private static Errno OpenSource(PlanStep step, out IContentNode? source) => step.IsFollowed
        ? step.Directory!.Source!.OpenFollowed(step.Name.Span, StatMask.None, out source, out _)
        : step.Directory!.Source!.Open(step.Name.Span, out source);

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

    private void Fail(TransferAction action, PlanStep step, Errno errno) =>
        _report.Tell(new TransferError(action, IsSource: false, step.Path, errno));
}
