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

    private void Fail(TransferAction action, PlanStep step, Errno errno) =>
        _report.Tell(new TransferError(action, IsSource: false, step.Path, errno));
}
