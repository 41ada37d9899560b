namespace Fathom.Nfs;

/// <summary>Keeps the 95th percentile of the latency near what it was at the start, with fewer calls outstanding.</summary>
/// <remarks>It starts small, so that the latency at the start is that of the server without this client.</remarks>
internal sealed class PoliteWindow : WindowControl
{
    internal const int Start = 4;
    internal const int Max = 32;

    private const int FirstRound = 200;
    private const int Round = 100;

    private readonly int _max;
    private long _target;

    /// <param name="max">The largest window, which it also starts with; 0 for the defaults.</param>
    internal PoliteWindow(int max)
        : base(max > 0 ? max : Start, FirstRound) => _max = max > 0 ? max : Max;

    private protected override int RoundLength => _target == 0 ? FirstRound : Round;

    private protected override void EndRound(ReadOnlySpan<long> sorted, bool wasFull)
    {
        long p95 = Percentile(sorted, 95);
        if (_target == 0)
        {
            _target = Math.Max(p95, 1);
        }
        else if (p95 * 2 > _target * 3)
        {
            Window = Math.Max(Window * 7 / 10, 1);
        }
        else if (p95 * 10 < _target * 11 && wasFull)
        {
            Window = Math.Min(Window + 1, _max);
        }
    }
}
