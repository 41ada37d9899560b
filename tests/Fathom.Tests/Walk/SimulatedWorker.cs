namespace Fathom.Tests.Walk;

/// <summary>What one worker of a <see cref="Simulation"/> knows and is about to do.</summary>
internal sealed class SimulatedWorker
{
    internal WorkerState State { get; set; }

    /// <summary>A wake-up came that was not slept for yet.</summary>
    internal bool HasPermit { get; set; }

    /// <summary>The child that nobody else sees; -1 for none.</summary>
    internal int Next { get; set; } = -1;

    internal List<SimulatedRequest> InFlight { get; private init; } = [];

    /// <summary>Children that were counted and not published.</summary>
    internal List<int> Found { get; private init; } = [];

    /// <summary>Moves to make before anything else.</summary>
    internal List<(Operation Operation, int Argument)> Operations { get; private init; } = [];

    internal void Do(Operation operation, int argument) => Operations.Add((operation, argument));

    internal void DoNext(Operation operation, int argument) => Operations.Insert(0, (operation, argument));

    internal (Operation Operation, int Argument) TakeOperation()
    {
        (Operation Operation, int Argument) first = Operations[0];
        Operations.RemoveAt(0);
        return first;
    }

    internal SimulatedWorker Clone() => new()
    {
        State = State,
        HasPermit = HasPermit,
        Next = Next,
        InFlight = [.. InFlight],
        Found = [.. Found],
        Operations = [.. Operations],
    };

    internal void WriteKey(List<int> key)
    {
        key.Add((int)State);
        key.Add(HasPermit ? 1 : 0);
        key.Add(Next);
        key.Add(InFlight.Count);
        foreach (SimulatedRequest request in InFlight)
        {
            key.Add(request.Item);
            key.Add(request.Position);
        }

        key.Add(Found.Count);
        key.AddRange(Found);
        key.Add(Operations.Count);
        foreach ((Operation operation, int argument) in Operations)
        {
            key.Add((int)operation);
            key.Add(argument);
        }
    }
}

internal enum WorkerState
{
    NotStarted,
    Submit,
    Serve,
    Operate,
    Asleep,
    Done,
}

/// <summary>Single moves of a worker that delivers a batch.</summary>
internal enum Operation
{
    Create,
    PassOn,
    Publish,
    Wake,
    Finish,
}

/// <summary>An item that is being worked on, and the batch that comes next.</summary>
internal readonly record struct SimulatedRequest(int Item, int Position);
