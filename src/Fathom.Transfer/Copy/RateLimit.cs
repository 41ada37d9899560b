using System.Diagnostics;

namespace Fathom.Transfer;

/// <summary>Holds all copies of a run together to a number of bytes a second. Thread-safe.</summary>
/// <param name="bytesPerSecond">0 for no limit.</param>
/// <param name="clock">Tells the time, and waits; null for that of the machine.</param>
internal sealed class RateLimit(long bytesPerSecond, RateClock? clock = null)
{
    // What was not used for so long is lost: a pause does not make up for hurry later.
    private static readonly long s_burst = Stopwatch.Frequency / 10;

    private readonly RateClock _clock = clock ?? RateClock.Machine;
    private readonly Lock _lock = new();
    private long _free;

    /// <summary>There is none.</summary>
    internal bool IsNone => bytesPerSecond == 0;

    /// <summary>Bytes that are best copied at once: a tenth of a second's.</summary>
    internal int Piece(int most) => IsNone ? most : (int)Math.Clamp(bytesPerSecond / 10, 1024, most);

    /// <summary>Waits until so many more bytes are due.</summary>
    /// <returns>EINTR where it was told to stop.</returns>
    internal Errno Take(long bytes, CancellationToken cancellation)
    {
        if (IsNone)
        {
            return cancellation.IsCancellationRequested ? Errno.EINTR : Errno.None;
        }

        return _clock.Wait(Reserve(bytes, _clock.Now), cancellation) ? Errno.None : Errno.EINTR;
    }

    /// <summary>Takes the next bytes.</summary>
    /// <param name="now">As <see cref="RateClock.Now"/>.</param>
    /// <returns>How long they have to wait from now on, in the same unit.</returns>
    internal long Reserve(long bytes, long now)
    {
        lock (_lock)
        {
            long start = Math.Max(_free, now - s_burst);
            _free = start + (long)(bytes * (double)Stopwatch.Frequency / bytesPerSecond);
            return Math.Max(0, start - now);
        }
    }
}
