using System.Runtime.ExceptionServices;

namespace Fathom.Transfer;

/// <content>Opening and reading both directories.</content>
internal sealed partial class PairWorker
{
    private bool OpenNodes()
    {
        if (_pair.Source is null)
        {
            Errno errno = _pair.IsFollowed
                ? _pair.Parent!.Source!.OpenFollowed(_pair.Name.Span, StatMask.None, out IContentNode? node, out _)
                : _pair.Parent!.Source!.OpenDirectory(_pair.Name.Span, out node);
            if (!TakeDirectory(node, errno, isSource: true))
            {
                return false;
            }

            _pair.Source = node;
        }

        if (!_pair.IsMissing && _pair.Target is null)
        {
            Errno errno = _pair.Parent!.Target!.OpenDirectory(_pair.Name.Span, out IContentNode? node);
            if (errno == Errno.ENOTDIR && _options.KeepDirectoryLinks)
            {
                errno = _pair.Parent.Target.OpenFollowed(_pair.Name.Span, StatMask.None, out node, out _);
            }

            if (!TakeDirectory(node, errno, isSource: false))
            {
                return false;
            }

            _pair.Target = node;
        }

        if (_hasBasis)
        {
            OpenBasis();
        }

        return true;
    }

    /// <summary>The name may stand for something else than when it was listed: for a file of somebody else's, which would get the attributes of a directory.</summary>
    private bool TakeDirectory(IContentNode? node, Errno errno, bool isSource)
    {
        if (errno == Errno.None && node!.Kind != EntryKind.Directory)
        {
            node.Dispose();
            errno = Errno.ENOTDIR;
        }

        if (errno == Errno.ENOENT && isSource)
        {
            _result.Notices.Add((TransferNotice.Vanished, _pair.Path.ToArray()));
        }
        else if (errno != Errno.None)
        {
            Fail(TransferAction.Open, isSource, _pair.Path, errno);
        }

        return errno == Errno.None;
    }

    /// <summary>Reads both directories: into the tables, or, where one of them is too large, to be given part by part.</summary>
    /// <returns>False if nothing may be done here, since what one of them holds is not known.</returns>
    private bool Load()
    {
        _target.Clear();
        if (!EnterFilters())
        {
            // Which names are kept back is not known.
            return false;
        }

        (Errno errno, Errno listed) = LoadBoth(out SpilledEntries? source, out SpilledEntries? target);
        if (errno != Errno.None || listed == Errno.ENOENT)
        {
            source?.Dispose();
            target?.Dispose();
        }

        if (errno != Errno.None)
        {
            Fail(TransferAction.List, isSource: false, _pair.Path, errno);
            return false;
        }

        if (listed == Errno.ENOENT)
        {
            // It was removed after it was opened: what it held is no longer known.
            _result.Notices.Add((TransferNotice.Vanished, _pair.Path.ToArray()));
            return false;
        }

        if (listed != Errno.None)
        {
            // What was listed is transferred; nothing is removed any longer, since the rest is not known.
            Fail(TransferAction.List, isSource: true, _pair.Path, listed);
        }

        if (source is not null || target is not null)
        {
            source ??= Spilled(_source);
            target ??= _pair.IsMissing ? null : Spilled(_target);
            _result.HasSourceError = source.HasErrors;
            _result.Rest = new SpilledPair(source, target, isWhole: listed == Errno.None, _context.HeldNames);
            return true;
        }

        SelectSource();
        if (listed == Errno.None && _pair.Files is { } files)
        {
            FailMissing(files, name => _source.Find(name.Name) >= 0);
        }

        return true;
    }

    private static SpilledEntries Spilled(EntryTable table)
    {
        SpilledEntries spilled = new();
        table.Spill(spilled);
        return spilled;
    }

    private (Errno Target, Errno Source) LoadBoth(out SpilledEntries? spilledSource, out SpilledEntries? spilledTarget)
    {
        spilledSource = null;
        spilledTarget = null;
        if (_pair.IsMissing)
        {
            return (Errno.None, LoadSide(_source, _pair.Source!, out spilledSource));
        }

        if (_pair.Attributes.Size < LargeDirectory || _context.Request.Workers == 1)
        {
            Errno errno = LoadSide(_target, _pair.Target!, out spilledTarget);
            return errno != Errno.None ? (errno, Errno.None) : (errno, LoadSide(_source, _pair.Source!, out spilledSource));
        }

        return LoadAtOnce(out spilledSource, out spilledTarget);
    }

    private Errno LoadSide(EntryTable table, IContentNode directory, out SpilledEntries? spilled) =>
        table.Load(directory, _context.Mask, _context.HeldNames, _context.Cancellation, out spilled);

    // Nobody else may have anything to do: each side by a thread of its own.
    private (Errno Target, Errno Source) LoadAtOnce(out SpilledEntries? spilledSource, out SpilledEntries? spilledTarget)
    {
        Errno target = Errno.None;
        SpilledEntries? otherSpilled = null;
        ExceptionDispatchInfo? failure = null;
        Thread other = new(LoadTarget) { Name = "fathom-plan-target", IsBackground = true };
        other.Start();
        Errno source;
        try
        {
            source = LoadSide(_source, _pair.Source!, out spilledSource);
        }
        finally
        {
            other.Join();
        }

        failure?.Throw();
        spilledTarget = otherSpilled;
        return (target, source);

        void LoadTarget()
        {
            try
            {
                target = LoadSide(_target, _pair.Target!, out otherSpilled);
            }
#pragma warning disable CA1031 // A thread's entry point: it is thrown again above.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
        }
    }

    private bool EnterFilters()
    {
        TransferRequest request = _context.Request;
        _pair.SourceFilters = Enter(_pair.Parent?.SourceFilters, _pair.Source!, request.SourcePlace, isSource: true, out bool isGood);
        if (isGood && _context.FindsExtra && !_pair.IsMissing)
        {
            _pair.TargetFilters = Enter(_pair.Parent?.TargetFilters, _pair.Target!, request.TargetPlace, isSource: false, out isGood);
        }

        return isGood;
    }

    private FilterScope Enter(FilterScope? parent, IContentNode directory, FilterRoot place, bool isSource, out bool isGood)
    {
        FilterScope scope;
        FilterProblem? problem;
        if (parent is null)
        {
            scope = _context.Request.Filters.EnterRoot(directory, _pair.Path.Span, place, out problem);
        }
        else
        {
            scope = parent.Enter(directory, _pair.Path.Span, out problem);
        }

        isGood = problem is null;
        if (problem is not null)
        {
            Fail(TransferAction.ReadFilter, isSource, problem.Path, problem.Errno);
        }

        return scope;
    }
}
