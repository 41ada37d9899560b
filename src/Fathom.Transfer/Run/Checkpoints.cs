namespace Fathom.Transfer;

// The consumer's way through the pairs:    ... done | P ...        P is the pair that it is about to visit
// The copies that it has handed out:       ... ended | c c c q q   running and queued; the last one has the number of copies added so far
//
// A checkpoint is (P, number of the last copy). What it says is true once that copy and all before it have ended, whatever was added since.

/// <summary>Takes positions of a transfer while it runs, and saves each once the copies before it have ended. The consumer's thread alone.</summary>
internal sealed class Checkpoints
{
    private readonly ITransferJournal _journal;
    private readonly long _interval;
    private readonly TransferPosition? _start;
    private readonly UndoneNames _undone;
    private readonly CopyPool _copies;
    private readonly long _first;
    private Checkpoint _here;
    private Checkpoint? _waiting;
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
        _here = new Checkpoint(path, _copies.Added);
        if (path.IsEmpty || Environment.TickCount64 < _next || !CatchesUp(path.Span))
        {
            return;
        }

        Poll();
        if (_waiting is null)
        {
            _waiting = _here;
            Poll();
        }
    }

    /// <summary>Saves the position that waits, if its time has come.</summary>
    internal void Poll()
    {
        if (_waiting is { } waiting && Environment.TickCount64 >= _next)
        {
            _next = Environment.TickCount64 + (_interval / 16);
            if (_copies.HasEnded(waiting.Copy))
            {
                Save(waiting.Path, isEnd: false);
                _waiting = null;
                _next = Environment.TickCount64 + _interval;
            }
        }
    }

    /// <summary>All pairs are visited, and all copies have ended.</summary>
    internal void Finish() => _isEnd = true;

    /// <summary>The run ends, or what follows takes long: saves the last position if copies before it have all ended.</summary>
    internal void SaveLast()
    {
        bool isLong = Environment.TickCount64 >= _first;
        bool isFurther = _isEnd || (!_here.Path.IsEmpty && CatchesUp(_here.Path.Span));
        if (isLong && isFurther && _copies.HasEnded(_here.Copy))
        {
            Save(_here.Path, _isEnd);
        }
    }

    // Until a run that goes on is where the one before got to, the position of that one says more.
    private bool CatchesUp(ReadOnlySpan<byte> path) =>
        _hasCaughtUp = _hasCaughtUp || (!_start!.IsEnd && PathOrder.Compare(path, _start.Path.Span) >= 0);

    private void Save(ReadOnlyMemory<byte> path, bool isEnd)
    {
        if (_undone.Copy() is { } undone)
        {
            // A directory above comes earlier: what is said of it is true too.
            _journal.Save(new TransferPosition(PathOrder.Shorten(path, JournalFormat.MaxPath), isEnd, undone));
        }
    }

    private readonly record struct Checkpoint(ReadOnlyMemory<byte> Path, long Copy);
}
