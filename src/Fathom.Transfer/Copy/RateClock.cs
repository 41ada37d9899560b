using System.Diagnostics;

namespace Fathom.Transfer;

/// <summary>The time by which bytes are held back, in units of <see cref="Stopwatch.Frequency"/>.</summary>
internal class RateClock
{
    /// <summary>That of the machine.</summary>
    internal static RateClock Machine { get; } = new();

    /// <summary>The present.</summary>
    internal virtual long Now => Stopwatch.GetTimestamp();

    /// <summary>Waits.</summary>
    /// <returns>False where it was told to stop before.</returns>
    internal virtual bool Wait(long time, CancellationToken cancellation) => !cancellation.WaitHandle.WaitOne(Stopwatch.GetElapsedTime(0, time));
}
