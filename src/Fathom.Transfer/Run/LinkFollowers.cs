namespace Fathom.Transfer;

/// <summary>Hard links to a file that is being copied: whoever copies it makes them afterwards. Thread-safe.</summary>
internal sealed class LinkFollowers
{
    private readonly Lock _lock = new();
    private List<PlanStep>? _waiting = [];

    /// <summary>Has a link wait for the copy.</summary>
    /// <returns>False if the copy is done: the caller makes the link.</returns>
    internal bool TryAdd(PlanStep link)
    {
        lock (_lock)
        {
            _waiting?.Add(link);
            return _waiting is not null;
        }
    }

    /// <summary>The copy is done: those that wait, in the order in which they came. Later ones wait no longer.</summary>
    internal List<PlanStep> Take()
    {
        lock (_lock)
        {
            List<PlanStep> waiting = _waiting ?? [];
            _waiting = null;
            return waiting;
        }
    }
}
