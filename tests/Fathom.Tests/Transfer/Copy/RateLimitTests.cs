using System.Diagnostics;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Copy;

public sealed class RateLimitTests
{
    [Fact]
    public void Bytes_wait_for_those_before_them()
    {
        RateLimit limit = new(1000);
        long second = Stopwatch.Frequency;
        long now = 100 * second;

        // A pause before it counts for a tenth of a second, no more.
        Assert.Equal(0, limit.Reserve(1000, now));
        Assert.Equal(second * 9 / 10, limit.Reserve(500, now));
        Assert.Equal(second * 14 / 10, limit.Reserve(1, now));
        Assert.Equal(0, limit.Reserve(1, now + (10 * second)));
    }

    [Fact]
    public void Without_a_limit_nobody_waits()
    {
        RateLimit none = new(0);

        Assert.True(none.IsNone);
        Assert.Equal(Errno.None, none.Take(long.MaxValue, CancellationToken.None));
        Assert.Equal(1 << 20, none.Piece(1 << 20));
    }

    [Fact]
    public void Who_is_told_to_stop_does_not_wait()
    {
        RateLimit limit = new(1);
        using CancellationTokenSource stop = new();
        Assert.Equal(0, limit.Reserve(1_000_000, Stopwatch.GetTimestamp()));
        stop.Cancel();

        Assert.Equal(Errno.EINTR, limit.Take(1, stop.Token));
        Assert.Equal(Errno.EINTR, new RateLimit(0).Take(1, stop.Token));
    }
}
