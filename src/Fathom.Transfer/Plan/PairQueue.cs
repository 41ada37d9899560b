namespace Fathom.Transfer;

// The consumer goes through the pairs in the order of the transfer; workers compare pairs ahead of it.
//
//   _stack, top last:   ... d  c  b  a      the children of a pair go on it in reverse, so the top is what the consumer needs next
//   a pair:             Waiting -> Running -> Done      under the lock; who sets Running compares it
//
// Workers rest while enough results wait for the consumer. The consumer never waits for a pair that nobody compares: it does it itself,
// and while another thread compares the one that it needs it compares the next one.

/// <summary>Pairs that are to be compared, nearest first.</summary>
internal sealed class PairQueue
{
    // Enough to bridge a directory that takes long. A result holds two descriptors, and the steps of its directory.
    private const int MaxAhead = 256;
    private const int MaxStepsAhead = 4 * 1024;

    private readonly object _gate = new();
    private readonly List<DirectoryPair> _stack = [];
    private int _ahead;
    private int _stepsAhead;
    private bool _isEnd;

    /// <summary>Adds the first pair.</summary>
    internal void Add(DirectoryPair pair)
    {
        lock (_gate)
        {
            _stack.Add(pair);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes a pair to compare it; waits while there is none, or the consumer is far behind.</summary>
    /// <returns>Null at the end.</returns>
    internal DirectoryPair? Take()
    {
        lock (_gate)
        {
            while (!_isEnd)
            {
                if (TakeTop() is { } pair)
                {
                    return pair;
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    /// <summary>Takes this pair to compare it, for the consumer.</summary>
    /// <param name="other">A pair to compare meanwhile, if another thread compares this one; null to wait with <see cref="Wait"/>.</param>
    /// <returns>The caller compares it.</returns>
    internal bool TryTake(DirectoryPair pair, out DirectoryPair? other)
    {
        lock (_gate)
        {
            other = null;
            if (pair.State == PairState.Waiting)
            {
                pair.State = PairState.Running;
                return true;
            }

            if (pair.State == PairState.Running)
            {
                other = TakeTop();
            }

            return false;
        }
    }

    /// <summary>Waits until another thread has compared a pair.</summary>
    internal void Wait(DirectoryPair pair)
    {
        lock (_gate)
        {
            while (pair.State != PairState.Done && !_isEnd)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Gives the result of a pair, and makes its children known.</summary>
    internal void Complete(DirectoryPair pair, PairResult result)
    {
        lock (_gate)
        {
            pair.Result = result;
            pair.State = PairState.Done;
            _ahead++;
            _stepsAhead += result.Steps.Count;
            Push(result.Children);
        }
    }

    /// <summary>Makes the children of a pair known that were not in its result.</summary>
    internal void AddChildren(List<DirectoryPair> children)
    {
        lock (_gate)
        {
            Push(children);
        }
    }

    /// <summary>The consumer takes a result.</summary>
    internal PairResult Consume(DirectoryPair pair)
    {
        lock (_gate)
        {
            PairResult result = pair.Result!;
            pair.Result = null;
            _ahead--;
            _stepsAhead -= result.Steps.Count;
            Monitor.PulseAll(_gate);
            return result;
        }
    }

    /// <summary>No pair is compared any longer.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _isEnd = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Push(List<DirectoryPair> children)
    {
        for (int i = children.Count - 1; i >= 0; i--)
        {
            _stack.Add(children[i]);
        }

        Monitor.PulseAll(_gate);
    }

    private DirectoryPair? TakeTop()
    {
        while (_stack.Count > 0 && _ahead < MaxAhead && _stepsAhead < MaxStepsAhead)
        {
            DirectoryPair top = _stack[^1];
            _stack.RemoveAt(_stack.Count - 1);
            if (top.State == PairState.Waiting)
            {
                top.State = PairState.Running;
                return top;
            }
        }

        return null;
    }
}
