namespace Fathom.Nfs;

/// <summary>Operations that have a call to send, newest submission first: while a walk has too many directories waiting, a long listing
/// rests behind them.</summary>
internal sealed class ReadyOperations
{
    private readonly List<ReaderOperation> _oldestFirst = [];

    internal bool IsEmpty => _oldestFirst.Count == 0;

    /// <summary>The newest one, which stays.</summary>
    internal ReaderOperation Newest => _oldestFirst[^1];

    internal void Add(ReaderOperation operation)
    {
        int place = _oldestFirst.Count;
        while (place > 0 && _oldestFirst[place - 1].Sequence > operation.Sequence)
        {
            place--;
        }

        _oldestFirst.Insert(place, operation);
    }

    internal void RemoveNewest() => _oldestFirst.RemoveAt(_oldestFirst.Count - 1);
}
