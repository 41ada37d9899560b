namespace Fathom.Nfs;

/// <summary>As many calls as keep network and server busy: grows while answers come nearly as fast as from an idle server, shrinks when they
/// queue up there.</summary>
/// <remarks>A saturated server close by answers at the same rate whatever the window is. Below <see cref="Min"/> calls it would idle between
/// answer and next call, so the window never goes there.</remarks>
internal sealed class AdaptiveWindow() : WindowControl(Start, Round)
{
    internal const int Start = 16;
    internal const int Min = 8;
    internal const int Max = 32;

    private const int Round = 64;
    private const int BasePercent = 5;
    private const int GrowsBelow = 2;
    private const int ShrinksAbove = 6;

    // The base follows a slower network up by 1/32 of the difference a round: a route that changed is forgotten within seconds.
    private const int ForgettingShift = 5;

    private long _base = long.MaxValue;

    private protected override int RoundLength => Round;

    private protected override void EndRound(ReadOnlySpan<long> sorted, bool wasFull)
    {
        long low = Percentile(sorted, BasePercent);
        long median = Percentile(sorted, 50);
        _base = low < _base ? low : _base + ((low - _base) >> ForgettingShift);
        if (median <= _base * GrowsBelow && wasFull)
        {
            Window = Math.Min(Window + Math.Max(Window / 4, 1), Max);
        }
        else if (median > _base * ShrinksAbove)
        {
            Window = Math.Max(Window - 1, Min);
        }
    }
}
