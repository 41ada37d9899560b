using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Fathom.Local;

/// <summary>One run of a batch: workers take stretches of the plan's order until none is left.</summary>
/// <remarks>Stretches are taken in order, so that the groups that are open are those in work: a descriptor a worker, and no more.</remarks>
internal sealed unsafe class StatRun
{
    // Long enough that taking one costs nothing, short enough that a cold disk keeps all workers busy.
    private const int Stretch = 64;

    // Opening and closing a parent costs about as much as three lookups by path.
    private const int WorthOpening = 3;

    // In place of a directory's descriptor.
    private const int ByWholePath = -1;

    private readonly StatPlan _plan;
    private readonly Memory<StatResult> _results;
    private readonly StatBatchOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, SharedParent> _shared = [];
    private ExceptionDispatchInfo? _failure;
    private int _taken; // Interlocked in Work: how far stretches have been handed out.

    internal StatRun(StatPlan plan, Memory<StatResult> results, StatBatchOptions options, CancellationToken cancellation)
    {
        _plan = plan;
        _results = results;
        _options = options;
        _cancellation = cancellation;
    }

    /// <summary>Fills the results of all paths.</summary>
    internal void Run()
    {
        int stretches = (_plan.Order.Length + Stretch - 1) / Stretch;
        Thread[] helpers = new Thread[Math.Max(0, Math.Min(_options.WorkerCount, stretches) - 1)];
        for (int i = 0; i < helpers.Length; i++)
        {
            helpers[i] = new Thread(Work, maxStackSize: 256 * 1024) { Name = $"stat-{i + 1}", IsBackground = true };
            helpers[i].Start();
        }

        Work();
        foreach (Thread helper in helpers)
        {
            helper.Join();
        }

        _failure?.Throw();
        Span<StatResult> results = _results.Span;
        for (int i = 0; i < _plan.SameAs.Length; i++)
        {
            if (_plan.SameAs[i] >= 0)
            {
                results[i] = results[_plan.SameAs[i]];
            }
        }
    }

    [SkipLocalsInit]
    private void Work()
    {
        try
        {
            byte* scratch = stackalloc byte[Interop.PATH_MAX];
            PathLookup lookup = new(_options.Mask, _options.FollowLinks, scratch);
            int from;
            while ((from = Interlocked.Add(ref _taken, Stretch) - Stretch) < _plan.Order.Length)
            {
                Examine(in lookup, from, Math.Min(from + Stretch, _plan.Order.Length));
            }
        }
        catch (Exception failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
    }

    private void Examine(in PathLookup lookup, int from, int to)
    {
        while (from < to)
        {
            int group = _plan.GroupAt(from);
            int end = Math.Min(to, _plan.End(group));
            bool isWhole = from == _plan.Start(group) && end == _plan.End(group);
            ReadOnlySpan<byte> parent = _plan.Parent(group);
            if (_cancellation.IsCancellationRequested)
            {
                Fail(from, end, Errno.ECANCELED);
                FinishShared(group, end - from, isWhole || parent.IsEmpty);
            }
            else if (parent.IsEmpty)
            {
                ExamineNames(in lookup, Interop.AT_FDCWD, from, end);
            }
            else if (isWhole)
            {
                ExamineWhole(in lookup, parent, from, end);
            }
            else
            {
                ExamineShare(in lookup, group, from, end);
            }

            from = end;
        }
    }

    private void ExamineWhole(in PathLookup lookup, ReadOnlySpan<byte> parent, int from, int end)
    {
        if (end - from < WorthOpening)
        {
            ExamineNames(in lookup, ByWholePath, from, end);
            return;
        }

        Errno errno = lookup.OpenDirectory(parent, out int descriptor);
        ExamineIn(in lookup, errno, descriptor, from, end);
        if (errno == Errno.None)
        {
            Interop.Close(descriptor);
        }
    }

    private void ExamineShare(in PathLookup lookup, int group, int from, int end)
    {
        Errno errno = Shared(group).Open(in lookup, _plan.Parent(group), out int descriptor);
        ExamineIn(in lookup, errno, descriptor, from, end);
        FinishShared(group, end - from, false);
    }

    private void ExamineIn(in PathLookup lookup, Errno errno, int descriptor, int from, int end)
    {
        switch (errno)
        {
            case Errno.None:
                ExamineNames(in lookup, descriptor, from, end);
                break;
            case Errno.EMFILE or Errno.ENFILE:
                // Slower, and needs no descriptor.
                ExamineNames(in lookup, ByWholePath, from, end);
                break;
            default:
                Fail(from, end, errno);
                break;
        }
    }

    [SkipLocalsInit]
    private void ExamineNames(in PathLookup lookup, int directory, int from, int end)
    {
        Span<StatResult> results = _results.Span;
        foreach (int number in _plan.Order.AsSpan(from..end))
        {
            if (_cancellation.IsCancellationRequested)
            {
                results[number] = new StatResult(Errno.ECANCELED, default);
                continue;
            }

            Errno errno = directory == ByWholePath
                ? lookup.Stat(_plan.Path(number), out Interop.StatxBuffer attributes)
                : lookup.StatName(directory, _plan.Name(number), out attributes);
            results[number] = new StatResult(errno, errno == Errno.None ? attributes.ToAttributes() : default);
        }
    }

    private void Fail(int from, int end, Errno errno)
    {
        Span<StatResult> results = _results.Span;
        foreach (int number in _plan.Order.AsSpan(from..end))
        {
            results[number] = new StatResult(errno, default);
        }
    }

    private SharedParent Shared(int group)
    {
        lock (_gate)
        {
            if (!_shared.TryGetValue(group, out SharedParent? parent))
            {
                parent = new SharedParent(_plan.End(group) - _plan.Start(group));
                _shared.Add(group, parent);
            }

            return parent;
        }
    }

    private void FinishShared(int group, int names, bool isPrivate)
    {
        if (!isPrivate && Shared(group).Finish(names))
        {
            lock (_gate)
            {
                _shared.Remove(group);
            }
        }
    }
}
