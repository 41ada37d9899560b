namespace Fathom.Nfs;

/// <summary>Chooses a window from latencies, a round of calls at a time. Not thread-safe.</summary>
internal abstract class WindowControl
{
    private readonly long[] _round;
    private int _count;
    private int _mostOutstanding;

    /// <param name="largestRound">Calls of the longest round.</param>
    private protected WindowControl(int window, int largestRound)
    {
        Window = window;
        _round = new long[largestRound];
    }

    internal int Window { get; private protected set; }

    /// <summary>Calls until the next decision.</summary>
    private protected abstract int RoundLength { get; }

    internal void Completed(long latencyTicks, int outstanding)
    {
        _round[_count++] = latencyTicks;
        _mostOutstanding = Math.Max(_mostOutstanding, outstanding);
        if (_count < RoundLength)
        {
            return;
        }

        Span<long> round = _round.AsSpan(0, _count);
        round.Sort();
        EndRound(round, _mostOutstanding >= Window);
        _count = 0;
        _mostOutstanding = 0;
    }

    /// <param name="sorted">Latencies of the round.</param>
    /// <param name="wasFull">The window was used fully at some time of the round; otherwise it says nothing about a larger one.</param>
    private protected abstract void EndRound(ReadOnlySpan<long> sorted, bool wasFull);

    /// <summary>The latency that <paramref name="percent"/> percent of a sorted round do not exceed.</summary>
    private protected static long Percentile(ReadOnlySpan<long> sorted, int percent) => sorted[(sorted.Length - 1) * percent / 100];
}
