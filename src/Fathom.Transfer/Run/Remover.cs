namespace Fathom.Transfer;

/// <summary>Removes names of the target with everything below them, last first; what filters protect stays, and so do the directories above it.</summary>
internal sealed class Remover
{
    private readonly TransferRequest _request;
    private readonly TransferReport _report;
    private readonly PlanGate _plan;
    private readonly SyncExecutor? _executor;
    private readonly CancellationToken _cancellation;
    private readonly EntryTable _table = new();
    private long _removed;

    /// <param name="executor">Null for a plan, which only tells.</param>
    internal Remover(TransferRequest request, TransferReport report, PlanGate plan, SyncExecutor? executor, CancellationToken cancellation)
    {
        _request = request;
        _report = report;
        _plan = plan;
        _executor = executor;
        _cancellation = cancellation;
    }

    /// <summary>Removes names that the source does not have.</summary>
    /// <param name="directory">Of the names, in the target.</param>
    /// <param name="path">Of the directory.</param>
    /// <param name="filters">What is in force in the directory.</param>
    /// <returns>Something was removed.</returns>
    internal bool Remove(IContentNode directory, ReadOnlyMemory<byte> path, FilterScope filters, List<ExtraEntry> extra)
    {
        bool any = false;
        foreach (ExtraEntry entry in extra)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_report.HasSourceError && !_request.Options.IgnoreErrors)
            {
                _report.Tell(TransferNotice.DeletionsStopped, default);
                _report.Undone?.Add(path, isWhole: false);
                return any;
            }

            any |= RemoveEntry(directory, PathBytes.Join(path.Span, entry.Name), filters, in entry);
        }

        return any;
    }

    /// <summary>Removes what is in a directory, and then the directory, without telling that one: something else takes its place.</summary>
    /// <returns>It is gone, or would be.</returns>
    internal bool MakeRoom(PlanStep step)
    {
        DirectoryPair pair = step.Directory!;
        ExtraEntry entry = new(step.Name.ToArray(), EntryKind.Directory, step.Target);
        Errno errno = OpenFrame(pair.Target!, step.Path.ToArray(), pair.TargetFilters ?? _request.Filters.OpenScope(_request.TargetPlace), in entry, out Frame? frame);
        if (errno != Errno.None)
        {
            Fail(TransferAction.List, step.Path, errno);
            return false;
        }

        bool mayRecurse = _request.Options.Delete != DeleteTime.Never || _request.Options.Force;
        if ((frame!.Entries.Count > 0 || frame.Kept > 0) && !mayRecurse)
        {
            frame.Node.Dispose();
            _report.Tell(TransferNotice.NotEmpty, step.Path);
            Fail(TransferAction.Delete, step.Path, Errno.ENOTEMPTY);
            return false;
        }

        if (Run(frame, isToldAtEnd: false))
        {
            return true;
        }

        if (frame.Kept > 0)
        {
            Fail(TransferAction.Delete, step.Path, Errno.ENOTEMPTY);
        }

        return false;
    }

    private bool RemoveEntry(IContentNode directory, byte[] path, FilterScope filters, in ExtraEntry entry)
    {
        if (entry.Kind != EntryKind.Directory)
        {
            return RemoveOne(directory, path, in entry);
        }

        Errno errno = OpenFrame(directory, path, filters, in entry, out Frame? frame);
        if (errno != Errno.None)
        {
            Fail(TransferAction.List, path, errno);
            return false;
        }

        return Run(frame!, isToldAtEnd: true);
    }

    private bool Run(Frame root, bool isToldAtEnd)
    {
        Stack<Frame> open = new();
        open.Push(root);
        bool isGone = false;
        while (open.TryPeek(out Frame? frame))
        {
            _cancellation.ThrowIfCancellationRequested();
            if (frame.Next < frame.Entries.Count)
            {
                ExtraEntry entry = frame.Entries[frame.Next++];
                byte[] path = PathBytes.Join(frame.Path, entry.Name);
                if (entry.Kind != EntryKind.Directory)
                {
                    bool stays = !RemoveOne(frame.Node, path, in entry) || _executor?.KeepsBeside(entry.Name) == true;
                    frame.Kept += stays ? 1 : 0;
                }
                else if (OpenFrame(frame.Node, path, frame.Filters, in entry, out Frame? child) is var errno and not Errno.None)
                {
                    Fail(TransferAction.List, path, errno);
                    frame.Kept++;
                }
                else
                {
                    open.Push(child!);
                }

                continue;
            }

            open.Pop();
            frame.Node.Dispose();
            isGone = RemoveDirectory(frame, isTold: open.Count > 0 || isToldAtEnd, isOutermost: open.Count == 0);
            if (open.TryPeek(out Frame? parent))
            {
                parent.Kept += isGone ? 0 : 1;
            }
        }

        return isGone;
    }

    private bool RemoveDirectory(Frame frame, bool isTold, bool isOutermost)
    {
        if (frame.Kept > 0 && _executor is null && isTold && !isOutermost)
        {
            // As rsync's dry run: only the outermost directory is known to stay.
            RemoveOne(frame.Parent, frame.Path, frame.Entry);
            return false;
        }

        if (frame.Kept > 0)
        {
            _report.Tell(TransferNotice.NotEmpty, frame.Path);
            return false;
        }

        return isTold ? RemoveOne(frame.Parent, frame.Path, frame.Entry) : Carry(frame.Parent, frame.Path, frame.Entry);
    }

    private bool RemoveOne(IContentNode directory, byte[] path, in ExtraEntry entry)
    {
        if (_request.Options.MaxDelete is { } limit && _removed >= limit)
        {
            _report.Totals.NotDeleted++;
            _report.Undone?.Add(path, isWhole: true);
            return false;
        }

        PlanStep step = new()
        {
            Kind = StepKind.Delete,
            Changes = ItemChanges.Deleted,
            NodeKind = entry.Kind,
            Path = path,
            TargetExists = true,
            Target = entry.Attributes,
        };
        if (!_plan.Allows(step))
        {
            return false;
        }

        _removed++;
        _report.Tell(step);
        return Carry(directory, path, in entry);
    }

    private bool Carry(IContentNode directory, byte[] path, in ExtraEntry entry) =>
        _executor is null || _executor.Remove(directory, entry.Name, path, entry.Kind);

    private Errno OpenFrame(IContentNode directory, byte[] path, FilterScope filters, in ExtraEntry entry, out Frame? frame)
    {
        frame = null;
        Errno errno = directory.Open(entry.Name, out IContentNode? node);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = _table.Load(node!, _plan.IsUsed ? PlanContext.Common : StatMask.Kind, _cancellation);
        if (errno != Errno.None)
        {
            node!.Dispose();
            return errno;
        }

        FilterScope inner = filters.Enter(node!, path, out _);
        Frame opened = new() { Parent = directory, Node = node!, Entry = entry, Path = path, Filters = inner };
        opened.Entries = _table.SelectExtra(index => Takes(opened, index));
        frame = opened;
        return Errno.None;
    }

    private bool Takes(Frame frame, int index)
    {
        bool isKept = !frame.Filters.IsEmpty && frame.Filters.Protects(PathBytes.Join(frame.Path, _table.Name(index)), _table[index].IsDirectory);
        frame.Kept += isKept ? 1 : 0;
        return !isKept;
    }

    private void Fail(TransferAction action, ReadOnlyMemory<byte> path, Errno errno) =>
        _report.Tell(new TransferError(action, IsSource: false, path, errno));

    private sealed class Frame
    {
        internal required IContentNode Parent { get; init; }

        internal required IContentNode Node { get; init; }

        internal required ExtraEntry Entry { get; init; }

        internal required byte[] Path { get; init; }

        internal required FilterScope Filters { get; init; }

        internal List<ExtraEntry> Entries { get; set; } = [];

        internal int Next { get; set; }

        internal int Kept { get; set; }
    }
}
