namespace Fathom.Transfer;

// While the directory is listed:   full table -> sorted -> a run in the file        ... run 0 | run 1 | run 2
// Then all runs are read at once:  a heap has the run with the first name on top; that is the next entry.

/// <summary>All entries of a directory that is too large for memory: written in sorted runs while it is listed, read in order then.</summary>
internal sealed class SpilledEntries : IDisposable
{
    private readonly SpillFile _file = SpillFile.Create();
    private readonly List<(long Start, int Count)> _places = [];

    // A binary heap by name; empty before the first and after the last entry.
    private SpilledRun[] _heap = [];
    private int _heapCount;

    /// <summary>The run that has the current entry.</summary>
    internal SpilledRun Current => _heap[0];

    /// <summary>The attributes of an entry could not be fetched, and it has not just gone.</summary>
    internal bool HasErrors { get; private set; }

    /// <summary>There is no current entry.</summary>
    internal bool IsAtEnd => _heapCount == 0;

    /// <summary>Keeps the entries of a sorted table.</summary>
    /// <exception cref="FathomException">The disk is full, or broken.</exception>
    internal void Add(EntryTable table)
    {
        if (table.Count == 0)
        {
            return;
        }

        _places.Add((_file.Position, table.Count));
        for (int i = 0; i < table.Count; i++)
        {
            HasErrors |= table[i].Errno is not (Errno.None or Errno.ENOENT);
            SpilledRun.Write(_file, in table[i], table.Name(i), table.Handle(i), table.Target(i));
        }

        _file.EndBlock();
    }

    /// <summary>Goes to the first entry; nothing is added any longer.</summary>
    /// <exception cref="FathomException">The disk is broken.</exception>
    internal void Begin()
    {
        _heap = new SpilledRun[_places.Count];
        foreach ((long start, int count) in _places)
        {
            SpilledRun run = new(_file, start, count);
            if (run.MoveNext())
            {
                Rise(run);
            }
        }
    }

    /// <summary>Goes to the next entry.</summary>
    /// <exception cref="FathomException">The disk is broken.</exception>
    internal void MoveNext()
    {
        SpilledRun top = _heap[0];
        Sink(top.MoveNext() ? top : _heap[--_heapCount]);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Rise(SpilledRun run)
    {
        int at = _heapCount++;
        while (at > 0 && IsBefore(run, _heap[(at - 1) / 2]))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = run;
    }

    private void Sink(SpilledRun run)
    {
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= _heapCount)
            {
                break;
            }

            if (child + 1 < _heapCount && IsBefore(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsBefore(_heap[child], run))
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = run;
    }

    private static bool IsBefore(SpilledRun one, SpilledRun other) =>
        one.Prefix != other.Prefix ? one.Prefix < other.Prefix : one.Name.SequenceCompareTo(other.Name) < 0;
}
