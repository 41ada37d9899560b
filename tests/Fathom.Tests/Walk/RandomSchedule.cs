namespace Fathom.Tests.Walk;

/// <summary>One walk of a random tree by random workers in a random order; the seed decides everything.</summary>
internal static class RandomSchedule
{
    private const int MaxItems = 40;

    /// <summary>Moves workers until none can.</summary>
    /// <exception cref="ScheduleViolation">Something was lost, done twice, ended early, or hangs.</exception>
    internal static void Run(int seed, Fault fault)
    {
        Random random = new(seed);
        SimulatedTree tree = SimulatedTree.Generate(random, MaxItems);
        SimulationOptions options = new()
        {
            Workers = 1 + random.Next(6),
            Window = random.Next(3) == 0 ? 2 + random.Next(2) : 1,
            MaxWaiting = random.Next(4) == 0 ? random.Next(4) : int.MaxValue,
            Fault = fault,
        };
        Simulation walk = new(tree, options);
        Order order = new(random, options.Workers);
        int abortAt = random.Next(10) == 0 ? random.Next(200) : -1;
        int limit = 20_000 + (1_000 * tree.Count * options.Workers);
        for (int move = 0; ; move++)
        {
            int worker = order.Choose(walk);
            if (worker < 0)
            {
                break;
            }

            if (move == limit)
            {
                throw new ScheduleViolation($"no end after {limit} moves");
            }

            if (move == abortAt)
            {
                walk.Abort(worker);
                continue;
            }

            walk.Move(worker, random.Next(walk.Choices(worker)));
        }

        if (!walk.IsOver)
        {
            throw new ScheduleViolation("hang: a worker sleeps and nobody can wake it");
        }

        walk.CheckEnd();
    }

    // Three kinds of unfairness find different mistakes: none, bursts of one worker, and ranks that change rarely.
    private sealed class Order(Random random, int workers)
    {
        private readonly int _style = random.Next(3);
        private readonly int[] _ranks = new int[workers];
        private int _last;

        internal int Choose(Simulation walk)
        {
            if (_style == 1 && random.Next(8) != 0 && walk.CanMove(_last))
            {
                return _last;
            }

            if (_style == 2 && random.Next(16) == 0)
            {
                _ranks[random.Next(_ranks.Length)] = random.Next(100);
            }

            int first = random.Next(_ranks.Length);
            int best = -1;
            for (int i = 0; i < _ranks.Length; i++)
            {
                int worker = (first + i) % _ranks.Length;
                if (walk.CanMove(worker) && (best < 0 || _ranks[worker] > _ranks[best]))
                {
                    best = worker;
                }
            }

            _last = Math.Max(best, 0);
            return best;
        }
    }
}
