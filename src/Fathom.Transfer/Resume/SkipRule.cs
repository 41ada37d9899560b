namespace Fathom.Transfer;

/// <summary>Which directories a transfer need not come to that goes on at a position.</summary>
internal sealed class SkipRule
{
    private readonly TransferPosition _start;
    private readonly UndoneName[] _undone;

    internal SkipRule(TransferPosition start)
    {
        _start = start;
        _undone = [.. start.Undone];
        Array.Sort(_undone, static (one, other) => PathOrder.Compare(one.Path.Span, other.Path.Span));
    }

    /// <summary>A directory and everything below it is done.</summary>
    /// <param name="directory">Its path below the root of the transfer; not the root.</param>
    internal bool MaySkip(ReadOnlySpan<byte> directory)
    {
        ReadOnlySpan<byte> path = _start.Path.Span;
        bool isDone = _start.IsEnd || (PathOrder.Compare(directory, path) < 0 && !PathOrder.IsAtOrBelow(path, directory));
        return isDone && (_undone.Length == 0 || !HasUndone(directory));
    }

    private bool HasUndone(ReadOnlySpan<byte> directory)
    {
        // What is below a directory stands behind it, in one piece.
        int next = FirstFrom(directory);
        if (next < _undone.Length && PathOrder.IsAtOrBelow(_undone[next].Path.Span, directory))
        {
            return true;
        }

        for (ReadOnlySpan<byte> above = directory; !above.IsEmpty;)
        {
            above = above[..Math.Max(0, above.LastIndexOf((byte)'/'))];
            for (int i = FirstFrom(above); i < _undone.Length && _undone[i].Path.Span.SequenceEqual(above); i++)
            {
                if (_undone[i].IsWhole)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private int FirstFrom(ReadOnlySpan<byte> path)
    {
        int low = 0;
        int high = _undone.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = PathOrder.Compare(_undone[middle].Path.Span, path) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
