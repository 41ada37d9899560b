using System.Runtime.CompilerServices;

namespace Fathom.Tests.Walk;

// Workers as in src/Fathom/Walk/Worker*.cs, but made of single moves, so that a test decides who moves next:
//
//   Submit ── Step gave work, room left ──▶ Submit        Serve ──▶ Operate: Create, Publish, Wake, Finish ──▶ Submit
//     │ Park        ▲ permit       └─ no room, or Empty ──▶
//     ▼             │
//   Asleep ─────────┘      Step gave Done ──▶ Done        NotStarted ── first Wake ──▶ Submit
//
// The frontier is the production code; each of its moves is atomic there (one lock, one read or one write).

/// <summary>A walk in one thread: the frontier that ships, with workers that a test moves one by one.</summary>
internal sealed class Simulation : Frontier
{
    private const int SlicesAhead = 4;

    private readonly SimulatedTree _tree;
    private readonly SimulationOptions _options;
    private readonly SimulatedWorker[] _workers;
    private readonly DirectoryNode[] _nodes;
    private readonly int[] _begun;
    private readonly int[] _finished;
    private int _finishedItems;
    private bool _isAborted;
    private readonly bool _isRestoring;

    internal Simulation(SimulatedTree tree, SimulationOptions options)
        : base(options.Workers)
    {
        _tree = tree;
        _options = options;
        _begun = new int[tree.Count];
        _finished = new int[tree.Count];
        _nodes = new DirectoryNode[tree.Count];
        for (int i = 0; i < tree.Count; i++)
        {
            _nodes[i] = new DirectoryNode { Row = i };
        }

        _workers = new SimulatedWorker[options.Workers];
        for (int i = 0; i < options.Workers; i++)
        {
            _workers[i] = new SimulatedWorker { State = i == 0 ? WorkerState.Submit : WorkerState.NotStarted };
        }

        Share(0).CountCreated(1);
        _workers[0].Next = 0;
        Settle(0);
    }

    private Simulation(Simulation other)
        : base(other.Workers)
    {
        (_tree, _options, _nodes) = (other._tree, other._options, other._nodes);
        _begun = [.. other._begun];
        _finished = [.. other._finished];
        (_finishedItems, _isAborted) = (other._finishedItems, other._isAborted);
        _workers = [.. other._workers.Select(static worker => worker.Clone())];
        _isRestoring = true;
        if (other.HasEnded)
        {
            End();
        }

        for (int i = 0; i < Workers; i++)
        {
            Restore(Share(i), other.Share(i));
        }

        ParkedOf(this) = ParkedOf(other);
        _isRestoring = false;
    }

    /// <summary>No worker will ever move again, as it should be: each is done, or was never needed.</summary>
    internal bool IsOver => _workers.All(static worker => worker.State is WorkerState.Done or WorkerState.NotStarted);

    internal Simulation Clone() => new(this);

    internal bool CanMove(int worker) => _workers[worker].State switch
    {
        WorkerState.NotStarted or WorkerState.Done => false,
        WorkerState.Asleep => _workers[worker].HasPermit,
        _ => true,
    };

    /// <summary>In how many ways the worker can move: which of the requests in flight is answered first.</summary>
    internal int Choices(int worker) =>
        _workers[worker].State == WorkerState.Serve && _options.Window > 1 ? _workers[worker].InFlight.Count : 1;

    /// <summary>Makes one move.</summary>
    /// <exception cref="ScheduleViolation">The move shows that something is wrong.</exception>
    internal void Move(int worker, int choice)
    {
        SimulatedWorker self = _workers[worker];
        switch (self.State)
        {
            case WorkerState.Asleep:
                self.HasPermit = false;
                self.State = WorkerState.Submit;
                break;
            case WorkerState.Submit:
                Seek(worker, self);
                break;
            case WorkerState.Serve:
                Serve(worker, self, _options.Window > 1 ? choice : self.InFlight.Count - 1);
                break;
            case WorkerState.Operate:
                Operate(worker, self);
                break;
            default:
                throw new InvalidOperationException($"Worker {worker} cannot move.");
        }

        Settle(worker);
    }

    /// <summary>What a worker does whose sink or reader throws.</summary>
    internal void Abort(int worker)
    {
        _isAborted = true;
        _workers[worker].State = WorkerState.Done;
        End();
    }

    /// <summary>Claims that hold after the last move.</summary>
    internal void CheckEnd()
    {
        if (_isAborted)
        {
            return;
        }

        for (int i = 0; i < _tree.Count; i++)
        {
            Check(_begun[i] == 1 && _finished[i] == 1, $"item {i} was begun {_begun[i]} and finished {_finished[i]} times");
        }

        Check(Waiting == 0, "work still waits");
        Check(HasEnded, "nobody ended the walk");
    }

    /// <summary>Everything that decides what can still happen.</summary>
    internal void WriteKey(List<int> key)
    {
        key.Add(HasEnded ? 1 : 0);
        for (int i = 0; i < Workers; i++)
        {
            _workers[i].WriteKey(key);
            FrontierShare share = Share(i);
            bool isSumming = share.Phase is FrontierPhase.SumFinished or FrontierPhase.SumCreated;
            key.Add((int)share.Phase);
            key.Add(share.IsParked);
            key.Add((int)share.Created);
            key.Add((int)share.Finished);
            key.Add(isSumming ? share.Cursor : 0);
            key.Add(isSumming ? (int)share.FinishedSum : 0);
            key.Add(isSumming ? (int)share.CreatedSum : 0);
            key.Add(share.Count);
            foreach (WorkItem item in Items(share))
            {
                key.Add((int)item.Directory.Row);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Wake(int worker)
    {
        SimulatedWorker other = _workers[worker];
        if (_isRestoring || (_options.Fault == Fault.LosesWakes && other.State == WorkerState.Asleep))
        {
            return;
        }

        if (other.State == WorkerState.NotStarted)
        {
            other.State = HasEnded ? WorkerState.NotStarted : WorkerState.Submit;
            return;
        }

        Check(!other.HasPermit, $"worker {worker} was woken twice for one sleep");
        other.HasPermit = true;
    }

    /// <inheritdoc/>
    protected override void Sleep(int worker) => throw new InvalidOperationException("A simulation makes single steps.");

    private void Seek(int worker, SimulatedWorker self)
    {
        switch (Step(worker, mayPark: self.InFlight.Count == 0, out WorkItem item))
        {
            case Turn.Work:
                Start(self, (int)item.Directory.Row);
                break;
            case Turn.Empty:
                Check(self.InFlight.Count > 0, "an idle worker was not allowed to park");
                self.State = WorkerState.Serve;
                break;
            case Turn.Park:
                self.State = WorkerState.Asleep;
                break;
            case Turn.Done:
                Check(
                    _isAborted || _finishedItems == _tree.Count,
                    $"early end: worker {worker} is done after {_finishedItems} of {_tree.Count} items");
                self.State = WorkerState.Done;
                break;
            default:
                break;
        }
    }

    // What a worker does on its own until its next move that another can see.
    private void Settle(int worker)
    {
        SimulatedWorker self = _workers[worker];
        while (self.State == WorkerState.Submit)
        {
            if (self.InFlight.Count >= _options.Window && Share(worker).Count <= _options.MaxWaiting)
            {
                self.State = WorkerState.Serve;
            }
            else if (self.Next >= 0)
            {
                int next = self.Next;
                self.Next = -1;
                Start(self, next);
            }
            else
            {
                return;
            }
        }
    }

    private void Start(SimulatedWorker self, int item)
    {
        if (!HasEnded)
        {
            self.InFlight.Add(new SimulatedRequest(item, 0));
        }
    }

    private void Serve(int worker, SimulatedWorker self, int choice)
    {
        SimulatedRequest request = self.InFlight[choice];
        SimulatedBatch[] batches = _tree.Batches(request.Item);
        SimulatedBatch batch = batches[request.Position];
        bool isLast = request.Position + 1 == batches.Length;
        if (request.Position == 0)
        {
            Check(++_begun[request.Item] == 1, $"worker {worker} does item {request.Item} a second time");
        }

        if (isLast)
        {
            self.InFlight.RemoveAt(choice);
        }
        else
        {
            self.InFlight[choice] = request with { Position = request.Position + 1 };
        }

        bool isPublished = batch.Slice < 0 && (isLast || Workers > 1);
        if (batch.Slice >= 0)
        {
            self.Do(Operation.Create, 1);
            self.Do(Operation.PassOn, batch.Slice);
        }
        else
        {
            self.Found.AddRange(batch.Children);
            self.Do(Operation.Create, batch.Children.Length);
        }

        if (isPublished)
        {
            self.Do(Operation.Publish, isLast ? 1 : 0);
            self.Do(Operation.Wake, 0);
        }

        if (isLast)
        {
            self.Do(Operation.Finish, request.Item);
        }

        Corrupt(self);
        self.State = WorkerState.Operate;
    }

    private void Operate(int worker, SimulatedWorker self)
    {
        (Operation operation, int argument) = self.TakeOperation();
        switch (operation)
        {
            case Operation.Create:
                Share(worker).CountCreated(argument);
                break;
            case Operation.PassOn when ParkedWorkers > 0 && Share(worker).Count < SlicesAhead:
                Share(worker).Push([new WorkItem(_nodes[argument])]);
                self.DoNext(Operation.Wake, 0);
                break;
            case Operation.PassOn:
                self.InFlight.Add(new SimulatedRequest(argument, 0));
                break;
            case Operation.Publish:
                Publish(worker, self, isLast: argument != 0);
                break;
            case Operation.Wake:
                WakeOne();
                break;
            default:
                Share(worker).CountFinished();
                _finishedItems++;
                Check(++_finished[argument] == 1, $"item {argument} finished twice");
                break;
        }

        if (self.Operations.Count == 0)
        {
            self.State = WorkerState.Submit;
        }
    }

    private void Publish(int worker, SimulatedWorker self, bool isLast)
    {
        int shared = self.Found.Count;
        if (isLast && self.Next < 0 && shared > 0)
        {
            self.Next = self.Found[--shared];
            shared += _options.Fault == Fault.SharesPrivateChild ? 1 : 0;
        }

        WorkItem[] items = [.. self.Found.Take(shared).Select(i => new WorkItem(_nodes[i]))];
        self.Found.Clear();
        Share(worker).Push(items);
    }

    // Workers that are wrong, to show that a schedule finds it.
    private void Corrupt(SimulatedWorker self)
    {
        List<(Operation Operation, int Argument)> program = self.Operations;
        int created = program.FindIndex(static step => step.Operation == Operation.Create);
        int finished = program.FindIndex(static step => step.Operation == Operation.Finish);
        switch (_options.Fault)
        {
            case Fault.FinishesBeforeCreating when finished >= 0:
                (Operation, int) finish = program[finished];
                program.RemoveAt(finished);
                program.Insert(0, finish);
                break;
            case Fault.CreatesAfterPublishing when finished >= 0:
                (Operation, int) create = program[created];
                program.RemoveAt(created);
                program.Insert(finished - 1, create);
                break;
            case Fault.ForgetsToFinish when finished >= 0 && program[finished].Argument > 0:
                program.RemoveAt(finished);
                break;
            case Fault.LosesChildren when self.Found.Count > 1:
                self.Found.RemoveAt(0);
                break;
            default:
                break;
        }
    }

    private static void Restore(FrontierShare share, FrontierShare other)
    {
        share.CountCreated((int)other.Created);
        for (int i = 0; i < other.Finished; i++)
        {
            share.CountFinished();
        }

        share.Push([.. Items(other)]);
        share.Phase = other.Phase;
        share.Cursor = other.Cursor;
        share.FinishedSum = other.FinishedSum;
        share.CreatedSum = other.CreatedSum;
        share.IsParked = other.IsParked;
    }

    private static IEnumerable<WorkItem> Items(FrontierShare share)
    {
        WorkItem[] items = ItemsOf(share);
        for (int i = 0; i < share.Count; i++)
        {
            yield return items[(HeadOf(share) + i) & (items.Length - 1)];
        }
    }

    private static void Check(bool holds, string violation)
    {
        if (!holds)
        {
            throw new ScheduleViolation(violation);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_parked")]
    private static extern ref int ParkedOf(Frontier frontier);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_items")]
    private static extern ref WorkItem[] ItemsOf(FrontierShare share);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_head")]
    private static extern ref int HeadOf(FrontierShare share);
}
