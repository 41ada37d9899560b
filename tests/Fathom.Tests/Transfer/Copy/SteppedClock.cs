using Fathom.Transfer;

namespace Fathom.Tests.Transfer.Copy;

/// <summary>A clock that goes on only while somebody waits.</summary>
internal sealed class SteppedClock : RateClock
{
    private long _now = 1_000_000_000;

    /// <summary>How long was waited in all.</summary>
    internal long Waited { get; private set; }

    internal override long Now => _now;

    internal override bool Wait(long time, CancellationToken cancellation)
    {
        _now += time;
        Waited += time;
        return !cancellation.IsCancellationRequested;
    }
}
