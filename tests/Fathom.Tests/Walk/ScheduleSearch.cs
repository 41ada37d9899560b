namespace Fathom.Tests.Walk;

/// <summary>Tries every order of moves, state by state.</summary>
internal sealed class ScheduleSearch
{
    private readonly Dictionary<(ulong, ulong), int> _states = [];
    private readonly List<(int From, int To)> _edges = [];
    private readonly List<int> _ends = [];
    private readonly List<int> _key = [];

    /// <summary>Different states that were reached.</summary>
    internal int States => _states.Count;

    /// <summary>Different states in which every worker is done.</summary>
    internal int Ends => _ends.Count;

    /// <summary>Goes through all states.</summary>
    /// <exception cref="ScheduleViolation">A claim fails in one of them, or the end cannot be reached from one of them.</exception>
    internal void Run(SimulatedTree tree, SimulationOptions options)
    {
        Stack<(Simulation Walk, int State)> open = new();
        Simulation start = new(tree, options);
        open.Push((start, Number(start, out _)));
        while (open.TryPop(out (Simulation Walk, int State) current))
        {
            if (!Expand(current.Walk, current.State, open))
            {
                if (!current.Walk.IsOver)
                {
                    throw new ScheduleViolation("hang: a worker sleeps and nobody can wake it");
                }

                current.Walk.CheckEnd();
                _ends.Add(current.State);
            }
        }

        CheckThatAllCanEnd();
    }

    private bool Expand(Simulation walk, int state, Stack<(Simulation, int)> open)
    {
        bool moved = false;
        for (int worker = 0; worker < walk.Workers; worker++)
        {
            if (!walk.CanMove(worker))
            {
                continue;
            }

            moved = true;
            for (int choice = 0; choice < walk.Choices(worker); choice++)
            {
                Simulation next = walk.Clone();
                next.Move(worker, choice);
                int number = Number(next, out bool isNew);
                _edges.Add((state, number));
                if (isNew)
                {
                    open.Push((next, number));
                }
            }
        }

        return moved;
    }

    // Two independent 64-bit hashes: among a million states a collision has a probability below 1e-26.
    private int Number(Simulation walk, out bool isNew)
    {
        _key.Clear();
        walk.WriteKey(_key);
        ulong a = 14695981039346656037, b = 0x9E3779B97F4A7C15;
        foreach (int part in _key)
        {
            a = (a ^ (uint)part) * 1099511628211;
            b = ulong.RotateLeft((b + (uint)part) * 0xD6E8FEB86659FD93, 29);
        }

        isNew = !_states.TryGetValue((a, b), out int number);
        if (isNew)
        {
            number = _states.Count;
            _states.Add((a, b), number);
        }

        return number;
    }

    // Backwards from the ends: a state that is not met can run in circles for ever.
    private void CheckThatAllCanEnd()
    {
        ILookup<int, int> before = _edges.ToLookup(static edge => edge.To, static edge => edge.From);
        HashSet<int> canEnd = [.. _ends];
        Stack<int> open = new(_ends);
        while (open.TryPop(out int state))
        {
            foreach (int from in before[state])
            {
                if (canEnd.Add(from))
                {
                    open.Push(from);
                }
            }
        }

        if (canEnd.Count != _states.Count)
        {
            throw new ScheduleViolation($"{_states.Count - canEnd.Count} states run in circles");
        }
    }
}
