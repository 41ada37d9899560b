namespace Fathom.Nfs;

/// <summary>Lets so many calls a second through, in bursts of at most a twentieth of a second's worth.</summary>
/// <remarks>Keeps the time at which the bucket is full again instead of a count (GCRA, ITU-T I.371). Not thread-safe.</remarks>
/// <param name="perSecond">At least 1.</param>
/// <param name="frequency">Ticks a second.</param>
internal sealed class TokenBucket(int perSecond, long frequency)
{
    private const double BurstSeconds = 0.05;

    private readonly double _interval = (double)frequency / perSecond;
    private readonly double _tolerance = Math.Max((BurstSeconds * frequency) - ((double)frequency / perSecond), 0);
    private double _fullAt = double.MinValue;

    /// <summary>Takes a token.</summary>
    /// <param name="now">Ticks.</param>
    /// <param name="wakeAt">When the next token is there, if none is now.</param>
    internal bool TryTake(long now, out long wakeAt)
    {
        wakeAt = 0;
        double fullAt = Math.Max(_fullAt, now);
        if (fullAt - now > _tolerance)
        {
            wakeAt = (long)Math.Ceiling(fullAt - _tolerance);
            return false;
        }

        _fullAt = fullAt + _interval;
        return true;
    }
}
