namespace Fathom.Transfer;

/// <summary>Brings what comparisons found into order: names that wait for their group, removals at their time, directories before what is in them.</summary>
internal sealed class StepFlow
{
    private readonly TransferRequest _request;
    private readonly TransferOptions _options;
    private readonly TransferReport _report;
    private readonly PlanGate _plan;
    private readonly SyncExecutor? _executor;
    private readonly Checkpoints? _checkpoints;
    private readonly CancellationToken _cancellation;
    private readonly Remover _remover;
    private readonly List<PlanStep> _ready = [];
    private readonly List<(ReadOnlyMemory<byte> Path, FilterScope Filters, List<ExtraEntry> Extra)> _delayed = [];
    private HardLinkGroups _groups = null!;
    private bool _delays;
    private bool _compares;

    /// <param name="executor">Null for a plan, which only tells.</param>
    internal StepFlow(TransferRequest request, TransferReport report, PlanGate plan, SyncExecutor? executor, CancellationToken cancellation)
    {
        _checkpoints = executor is not null && report.Undone is not null ? new Checkpoints(request, report.Undone, executor.Copies) : null;
        _request = request;
        _options = request.Options;
        _report = report;
        _plan = plan;
        _executor = executor;
        _cancellation = cancellation;
        if (executor is not null && _checkpoints is not null)
        {
            executor.Waits = _checkpoints.Poll;
        }

        _remover = new Remover(request, report, plan, executor, cancellation);
    }

    internal void Run()
    {
        try
        {
            RunPasses();
        }
        catch
        {
            _executor?.Copies.End();
            _checkpoints?.SaveLast();
            throw;
        }

        if (_report.HasUndone)
        {
            _checkpoints?.SaveLast();
        }
    }

    private void RunPasses()
    {
        if (_options.Delete == DeleteTime.Before)
        {
            // Nothing is removed if something cannot be read, so all is read first.
            _delays = true;
            Walk(compares: false, findsExtra: true);
            RemoveDelayed();
        }

        _delays = _options.Delete == DeleteTime.Delay;
        Walk(compares: true, findsExtra: _options.Delete is DeleteTime.During or DeleteTime.Delay);
        _executor?.FinishCopies();
        _checkpoints?.Finish();
        RemoveDelayed();
        if (_options.Delete == DeleteTime.After)
        {
            _checkpoints?.SaveLast();
            _delays = false;
            Walk(compares: false, findsExtra: true);
        }

        _plan.Finish();
        if (_report.Totals.NotDeleted > 0)
        {
            _report.Tell(TransferNotice.MaxDeleteReached, default, _report.Totals.NotDeleted);
        }
    }

    private void Walk(bool compares, bool findsExtra)
    {
        _compares = compares;
        PlanContext context = new(_request, _cancellation)
        {
            Compares = compares,
            FindsExtra = findsExtra,
            Skip = compares && _request.Start is { } start ? new SkipRule(start) : null,
        };
        _groups = new HardLinkGroups(context.Comparer, isPlan: _executor is null);
        DirectoryPair root = RootPair.Open(_request, context);
        using PlanWalk walk = new(context, Visit, VisitRest, Leave);
        walk.Run(root);
        _groups.Finish(_ready);
        foreach (PlanStep step in _ready)
        {
            Carry(step);
            Leave(step.Directory!);
        }

        _ready.Clear();
    }

    private bool Visit(DirectoryPair pair, PairResult result)
    {
        if (_compares)
        {
            _checkpoints?.Arrive(pair.Path);
        }

        TellFound(pair, result);
        if (!CarryOwnStep(pair))
        {
            return false;
        }

        CarrySteps(result);
        return true;
    }

    private void VisitRest(DirectoryPair pair, PairResult result)
    {
        TellFound(pair, result);
        CarrySteps(result);
    }

    // Also removes what the source does not have, before anything needs the room.
    private void TellFound(DirectoryPair pair, PairResult result)
    {
        _report.Tell(result);
        if (result.Strays is { } strays)
        {
            _executor?.RemoveStrays(pair, strays);
        }

        if (result.PlaceStrays is { } waiting)
        {
            _executor?.RemovePlaceStrays(pair, waiting);
        }

        if (result.Extra is { Count: > 0 } extra)
        {
            Remove(pair, extra);
        }
    }

    private void CarrySteps(PairResult result)
    {
        foreach (PlanStep step in result.Steps)
        {
            if (!step.IsGrouped)
            {
                Carry(step);
                continue;
            }

            TakeGrouped(step);
        }
    }

    private void TakeGrouped(PlanStep step)
    {
        // The directory is needed for as long as the step waits.
        step.Directory!.Hold();
        _groups.Take(step, _ready);
        foreach (PlanStep ready in _ready)
        {
            Carry(ready);
            Leave(ready.Directory!);
        }

        _ready.Clear();
    }

    private bool CarryOwnStep(DirectoryPair pair)
    {
        if (pair.OwnStep is { } step)
        {
            if (!_plan.Allows(step))
            {
                pair.OwnStep = null;
                return step.Kind != StepKind.MakeDirectory;
            }

            _report.Tell(step);
        }

        return _executor?.Enter(pair) ?? true;
    }

    private void Carry(PlanStep step)
    {
        if (!_plan.Allows(step))
        {
            return;
        }

        bool isInTheWay = step.TargetExists && step.Target.Kind == EntryKind.Directory && step.NodeKind != EntryKind.Directory;
        if (isInTheWay && !_remover.MakeRoom(step))
        {
            return;
        }

        _report.Tell(step);
        _executor?.Carry(step);
        _checkpoints?.Poll();
    }

    private void Remove(DirectoryPair pair, List<ExtraEntry> extra)
    {
        if (_delays)
        {
            _delayed.Add((pair.Path, pair.TargetFilters!, extra));
        }
        else if (_remover.Remove(pair.Target!, pair.Path, pair.TargetFilters!, extra))
        {
            pair.IsTouched = true;
        }
    }

    private void RemoveDelayed()
    {
        foreach ((ReadOnlyMemory<byte> path, FilterScope filters, List<ExtraEntry> extra) in _delayed)
        {
            Errno errno = RootPair.OpenDirectory(_request.Target!, path.Span, out IContentNode? directory);
            if (errno != Errno.None)
            {
                _report.Tell(new TransferError(TransferAction.Open, IsSource: false, path, errno));
                continue;
            }

            using (directory)
            {
                // The directory is done: its time stays what it is.
                errno = directory!.ReadAttributes(StatMask.Mtime, out NodeAttributes before);
                if (_remover.Remove(directory, path, filters, extra) && errno == Errno.None)
                {
                    _executor?.RestoreTime(directory, before.Mtime);
                }
            }
        }

        _delayed.Clear();
    }

    private void Leave(DirectoryPair pair) => pair.Leave(_executor);
}
