using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Fathom.Transfer;

/// <summary>Goes through the pairs of a transfer in its order, while threads compare pairs ahead.</summary>
internal sealed class PlanWalk : IDisposable
{
    // Of the time of all processors; where less is used, threads wait for a disk.
    private const double Busy = 0.75;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly PlanContext _context;
    private readonly PairQueue _queue = new();
    private readonly PairWorker _worker;
    private readonly Func<DirectoryPair, PairResult, bool> _visit;
    private readonly Action<DirectoryPair, PairResult> _visitRest;
    private readonly Action<DirectoryPair> _leave;
    private readonly ManualResetEventSlim _end = new();
    private ExceptionDispatchInfo? _failure;

    /// <param name="visit">Is called for each pair when its turn has come; false leaves out what is below.</param>
    /// <param name="visitRest">Is called then with each part of a pair that is too large to be compared at once.</param>
    /// <param name="leave">Is called when nothing of a pair or below it is to be visited any longer.</param>
    internal PlanWalk(PlanContext context, Func<DirectoryPair, PairResult, bool> visit, Action<DirectoryPair, PairResult> visitRest, Action<DirectoryPair> leave)
    {
        _context = context;
        _worker = new PairWorker(context);
        _visit = visit;
        _visitRest = visitRest;
        _leave = leave;
    }

    /// <summary>Visits a pair and everything below it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="FathomException">A tree is lost.</exception>
    internal void Run(DirectoryPair root)
    {
        List<Thread> workers = [];
        Start(TransferThreads.Workers(_context.Request) - 1, CompareAhead);
        Start(TransferThreads.MoreWorkers(_context.Request), CompareOnceIdle);
        try
        {
            _queue.Add(root);
            Visit(root);
        }
        finally
        {
            _queue.End();
            _end.Set();
            workers.ForEach(static worker => worker.Join());
        }

        void Start(int count, ThreadStart body)
        {
            for (int i = 0; i < count; i++)
            {
                workers.Add(new Thread(body) { Name = $"fathom-plan-{workers.Count + 1}", IsBackground = true });
                workers[^1].Start();
            }
        }
    }

    public void Dispose() => _end.Dispose();

    private void Visit(DirectoryPair root)
    {
        Stack<(DirectoryPair Pair, List<DirectoryPair> Children, int Next)> open = new();
        Enter(root);
        while (open.TryPop(out (DirectoryPair Pair, List<DirectoryPair> Children, int Next) top))
        {
            if (top.Next == top.Children.Count)
            {
                _leave(top.Pair);
                continue;
            }

            open.Push((top.Pair, top.Children, top.Next + 1));
            Enter(top.Children[top.Next]);
            top.Children[top.Next] = null!;
        }

        void Enter(DirectoryPair pair)
        {
            PairResult result = Await(pair);
            if (_visit(pair, result))
            {
                open.Push((pair, result.Rest is null ? result.Children : VisitRest(pair, result.Rest), 0));
                return;
            }

            result.Rest?.Dispose();
            Abandon(result);
            _leave(pair);
        }
    }

    // What is below comes in the order of all names, which is not that of the parts ("a-b" is before "a" as a directory).
    private List<DirectoryPair> VisitRest(DirectoryPair pair, SpilledPair first)
    {
        List<DirectoryPair> children = [];
        SpilledPair? rest = first;
        try
        {
            while (rest is not null)
            {
                _context.Cancellation.ThrowIfCancellationRequested();
                _failure?.Throw();
                PairResult part = _worker.CompareNext(pair, rest);
                rest = part.Rest;
                children.AddRange(part.Children);
                _visitRest(pair, part);
            }
        }
        finally
        {
            rest?.Dispose();
        }

        children.Sort(static (one, other) => PathOrder.Compare(one.Name.Span, other.Name.Span));
        _queue.AddChildren(children);
        return children;
    }

    private PairResult Await(DirectoryPair pair)
    {
        while (true)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            _failure?.Throw();
            if (_queue.TryTake(pair, out DirectoryPair? other))
            {
                _queue.Complete(pair, _worker.Compare(pair));
            }
            else if (other is not null)
            {
                _queue.Complete(other, _worker.Compare(other));
            }
            else
            {
                _queue.Wait(pair);
            }

            if (pair.State == PairState.Done)
            {
                return _queue.Consume(pair);
            }
        }
    }

    // Another thread may compare one of them at this moment, with nodes that must not be closed below it.
    private void Abandon(PairResult result)
    {
        foreach (DirectoryPair child in result.Children)
        {
            if (!_queue.TryTake(child, out DirectoryPair? other))
            {
                if (other is not null)
                {
                    _queue.Complete(other, _worker.Compare(other));
                }

                _queue.Wait(child);
                _failure?.Throw();
                Abandon(_queue.Consume(child));
            }

            _leave(child);
        }
    }

    private void CompareOnceIdle()
    {
        (long begin, TimeSpan used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        while (!_end.Wait(s_look))
        {
            (long now, TimeSpan usedNow) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            if ((usedNow - used) / Stopwatch.GetElapsedTime(begin, now) < Busy * Environment.ProcessorCount)
            {
                CompareAhead();
                return;
            }

            (begin, used) = (now, usedNow);
        }
    }

    private void CompareAhead()
    {
        try
        {
            PairWorker worker = new(_context);
            while (_queue.Take() is { } pair)
            {
                _queue.Complete(pair, worker.Compare(pair));
            }
        }
#pragma warning disable CA1031 // A thread's entry point: the consumer throws it again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
            _queue.End();
        }
    }
}
