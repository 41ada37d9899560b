namespace Fathom.Transfer;

// The consumer's way through the pairs:    ... done | P ...        P is the pair that it is about to visit
// The copies that it has handed out:       ... ended | c c c q q   running and queued; the last one has the number of copies added so far
//
// A checkpoint is (P, number of the last copy). What it says is true once that copy and all before it have ended, whatever was added since. There are no more
// of them than copies that may be on their way: pairs without copies between two take each other's place.

/// <summary>Takes positions of a transfer while it runs, and saves the last one of those before which all copies have ended. The consumer's thread alone.</summary>
internal sealed class Checkpoints
{
    // More than copies can be on their way.
    private const int MaxWaiting = 8192;

    private readonly ITransferJournal _journal;
    private readonly long _interval;
    private readonly TransferPosition? _start;
    private readonly UndoneNames _undone;
    private readonly CopyPool _copies;
    private readonly Queue<Checkpoint> _waiting = [];
    private readonly long _first;
    private Checkpoint _here;
    private Checkpoint _ended;
    private Checkpoint _saved;
    private long _next;
    private bool _hasCaughtUp;
    private bool _isEnd;

    /// <param name="request">Has a journal.</param>
    internal Checkpoints(TransferRequest request, UndoneNames undone, CopyPool copies)
    {
        _journal = request.Journal!;
        _interval = (long)request.JournalInterval.TotalMilliseconds;
        _start = request.Start;
        _undone = undone;
        _copies = copies;
        _hasCaughtUp = _start is null;
        _first = Environment.TickCount64 + _interval;
        _next = _first;
    }

    /// <summary>All pairs before this one are visited.</summary>
    internal void Arrive(ReadOnlyMemory<byte> path)
    {
        if (path.IsEmpty)
        {
            return;
        }

        if (_here.Copy != _copies.Added)
        {
            _waiting.Enqueue(_here);
            if (_waiting.Count >= MaxWaiting)
            {
                FindEnded();
            }
        }

        _here = new Checkpoint(path, _copies.Added);
        Poll();
    }

    /// <summary>Saves the last position before which everything has ended, if it is time.</summary>
    internal void Poll()
    {
        if (Environment.TickCount64 >= _next)
        {
            FindEnded();
            Save();
            _next = Environment.TickCount64 + _interval;
        }
    }

    /// <summary>All pairs are visited, and all copies have ended.</summary>
    internal void Finish() => _isEnd = true;

    /// <summary>The run ends, or what follows takes long: saves what can be said.</summary>
    internal void SaveLast()
    {
        if (Environment.TickCount64 < _first)
        {
            return;
        }

        FindEnded();
        if (!_isEnd)
        {
            Save();
        }
        else if (_undone.Copy() is { } undone)
        {
            _journal.Save(new TransferPosition(default, isEnd: true, undone));
        }
    }

    private void FindEnded()
    {
        long ended = _copies.Ended;
        while (_waiting.TryPeek(out Checkpoint next) && next.Copy <= ended)
        {
            _ended = _waiting.Dequeue();
        }

        if (_waiting.Count == 0 && _here.Copy <= ended)
        {
            _ended = _here;
        }
    }

    private void Save()
    {
        if (_ended == _saved || !CatchesUp(_ended.Path.Span) || _undone.Copy() is not { } undone)
        {
            return;
        }

        // A directory above comes earlier: what is said of it is true too.
        _journal.Save(new TransferPosition(PathOrder.Shorten(_ended.Path, JournalFormat.MaxPath), isEnd: false, undone));
        _saved = _ended;
    }

    // Until a run that goes on is where the one before got to, the position of that one says more.
    private bool CatchesUp(ReadOnlySpan<byte> path) =>
        _hasCaughtUp = _hasCaughtUp || (!_start!.IsEnd && PathOrder.Compare(path, _start.Path.Span) >= 0);

    private readonly record struct Checkpoint(ReadOnlyMemory<byte> Path, long Copy);
}
