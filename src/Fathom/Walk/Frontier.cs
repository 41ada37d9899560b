namespace Fathom;

// The search of a worker for work, as a state machine that makes one atomic move a step. Threads run it in a loop; tests run
// many of them in one thread, in every order.
//
//            pop                 steal                     nothing to steal
//   Own ──────────▶ Work   Rob ──────────▶ Work   Rob ─────────────────────▶ Announce
//    │  empty                ▲                                                  │ parked flag up, then look again
//    └───────────────────────┘                                                  ▼
//    ▲        something to steal, flag taken back                             Recheck
//    ├─────────────────────────────────────────────────────────────────────────┘│ nothing
//    │                                                                          ▼
//    │  woken                finished ≠ created                 SumFinished ─▶ SumCreated ── equal ──▶ Done
//    └───────────── Sleep ◀──────────────────────────────────────────────────────┘
//
// End: work is counted as created before it is visible, and as finished after all that it led to was created. So when the
// sum of finished, read first, equals the sum of created, read second, nothing was outstanding in between: conservation of work.
//
// No lost wake-up: a pusher publishes work, fences, then looks for parked workers; a parker raises its flag, fences, then looks
// for work. One of the two sees the other. The flag is claimed by compare-and-swap, so each raise is answered at most once.

/// <summary>Work found but not yet done, in one share for each worker.</summary>
internal abstract class Frontier
{
    private readonly FrontierShare[] _shares;
    private readonly WorkItem[][] _loot;
    private int _parked;
    private volatile bool _ended;

    /// <summary>Makes the frontier of <paramref name="workers"/> workers. All but the first count as parked until they are
    /// woken for the first time, so that a small tree never starts a second thread.</summary>
    protected Frontier(int workers)
    {
        _shares = new FrontierShare[workers];
        _loot = new WorkItem[workers][];
        for (int i = 0; i < workers; i++)
        {
            _shares[i] = new FrontierShare { IsParked = i == 0 ? 0 : 1 };
            _loot[i] = [];
        }

        _parked = workers - 1;
    }

    internal bool HasEnded => _ended;

    internal int Workers => _shares.Length;

    /// <summary>Workers that would take work now.</summary>
    internal int ParkedWorkers => Volatile.Read(ref _parked);

    internal FrontierShare Share(int worker) => _shares[worker];

    /// <summary>Directories and slices that wait, for progress; a momentary sum.</summary>
    internal long Waiting
    {
        get
        {
            long sum = 0;
            foreach (FrontierShare share in _shares)
            {
                sum += share.Count;
            }

            return sum;
        }
    }

    /// <summary>Wakes a worker that sleeps in <see cref="Sleep"/>, or is about to, exactly once.</summary>
    protected abstract void Wake(int worker);

    /// <summary>Blocks until <see cref="Wake"/>.</summary>
    protected abstract void Sleep(int worker);

    /// <summary>Adds work that the worker found; the last item is the newest. Already counted as created.</summary>
    internal void Push(int worker, ReadOnlySpan<WorkItem> items)
    {
        if (items.Length > 0)
        {
            _shares[worker].Push(items);
            // Partner: the Interlocked.Increment in Announce.
            Interlocked.MemoryBarrier();
            WakeOne();
        }
    }

    /// <summary>Gives work, or says that there is none.</summary>
    /// <param name="mayPark">Wait for work; the answer is then never <see cref="Turn.Empty"/>.</param>
    internal Turn Take(int worker, bool mayPark, out WorkItem item)
    {
        while (true)
        {
            Turn turn = Step(worker, mayPark, out item);
            if (turn == Turn.Park)
            {
                Sleep(worker);
            }
            else if (turn != Turn.Again)
            {
                return turn;
            }
        }
    }

    /// <summary>Makes one atomic move; see the picture above.</summary>
    internal Turn Step(int worker, bool mayPark, out WorkItem item)
    {
        FrontierShare self = _shares[worker];
        item = default;
        switch (self.Phase)
        {
            case FrontierPhase.Own:
                return PopOwn(self, out item);
            case FrontierPhase.Rob:
                return Rob(worker, self, mayPark, out item);
            case FrontierPhase.Announce:
                Volatile.Write(ref self.IsParked, 1);
                // Partner: the barrier in Push.
                Interlocked.Increment(ref _parked);
                self.Phase = FrontierPhase.Recheck;
                return Turn.Again;
            case FrontierPhase.Recheck:
                return Recheck(worker, self);
            case FrontierPhase.SumFinished:
                return SumFinished(self);
            case FrontierPhase.SumCreated:
                return SumCreated(self);
            default:
                self.Phase = FrontierPhase.Own;
                return Turn.Again;
        }
    }

    /// <summary>Ends the walk now: every worker gets <see cref="Turn.Done"/>. Also the normal end.</summary>
    internal void End()
    {
        _ended = true;
        Interlocked.MemoryBarrier();
        for (int i = 0; i < _shares.Length; i++)
        {
            if (Claim(_shares[i]))
            {
                Wake(i);
            }
        }
    }

    private Turn PopOwn(FrontierShare self, out WorkItem item)
    {
        item = default;
        if (_ended)
        {
            return Turn.Done;
        }

        if (self.TryPopNewest(out item))
        {
            return Turn.Work;
        }

        self.Phase = FrontierPhase.Rob;
        return Turn.Again;
    }

    private Turn Rob(int worker, FrontierShare self, bool mayPark, out WorkItem item)
    {
        item = default;
        int victim = FindBusiest(worker);
        if (victim < 0)
        {
            self.Phase = mayPark ? FrontierPhase.Announce : FrontierPhase.Own;
            return mayPark ? Turn.Again : Turn.Empty;
        }

        self.Phase = FrontierPhase.Own;
        ref WorkItem[] loot = ref _loot[worker];
        int taken = _shares[victim].StealHalf(ref loot);
        if (taken == 0)
        {
            return Turn.Again;
        }

        self.Steals++;
        item = loot[taken - 1];
        Push(worker, loot.AsSpan(0, taken - 1));
        loot.AsSpan(0, taken).Clear();
        return Turn.Work;
    }

    private Turn Recheck(int worker, FrontierShare self)
    {
        if (!_ended && FindBusiest(worker) < 0)
        {
            self.Phase = FrontierPhase.SumFinished;
            self.Cursor = 0;
            self.FinishedSum = 0;
            self.CreatedSum = 0;
            return Turn.Again;
        }

        // Somebody may have claimed the flag meanwhile: then a wake-up is on its way and must be consumed.
        self.Phase = Claim(self) ? FrontierPhase.Own : FrontierPhase.Sleep;
        return self.Phase == FrontierPhase.Sleep ? Turn.Park : Turn.Again;
    }

    private Turn SumFinished(FrontierShare self)
    {
        self.FinishedSum += _shares[self.Cursor].Finished;
        if (++self.Cursor == _shares.Length)
        {
            self.Cursor = 0;
            self.Phase = FrontierPhase.SumCreated;
        }

        return Turn.Again;
    }

    private Turn SumCreated(FrontierShare self)
    {
        self.CreatedSum += _shares[self.Cursor].Created;
        if (++self.Cursor < _shares.Length)
        {
            return Turn.Again;
        }

        if (self.CreatedSum == self.FinishedSum)
        {
            Claim(self);
            self.Phase = FrontierPhase.Own;
            End();
            return Turn.Done;
        }

        self.Parks++;
        self.Phase = FrontierPhase.Sleep;
        return Turn.Park;
    }

    private int FindBusiest(int except)
    {
        int busiest = -1;
        int most = 0;
        for (int i = 0; i < _shares.Length; i++)
        {
            int count = i == except ? 0 : _shares[i].Count;
            if (count > most)
            {
                most = count;
                busiest = i;
            }
        }

        return busiest;
    }

    /// <summary>Wakes a parked worker, if there is one. The second half of <see cref="Push"/>; on its own only for tests that put
    /// moves of others between the two.</summary>
    internal void WakeOne()
    {
        for (int i = 0; Volatile.Read(ref _parked) > 0 && i < _shares.Length; i++)
        {
            if (Claim(_shares[i]))
            {
                Wake(i);
                return;
            }
        }
    }

    private bool Claim(FrontierShare share)
    {
        if (Volatile.Read(ref share.IsParked) == 0 || Interlocked.CompareExchange(ref share.IsParked, 0, 1) != 1)
        {
            return false;
        }

        Interlocked.Decrement(ref _parked);
        return true;
    }
}
