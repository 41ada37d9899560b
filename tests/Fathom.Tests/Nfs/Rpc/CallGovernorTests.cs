using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs.Rpc;

public sealed class CallGovernorTests
{
    // Ticks a second of the clock in these tests.
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    public void A_fixed_window_stays(int window)
    {
        CallGovernor governor = new(new NfsOptions { Window = window }, Second);
        Answer(governor, 1_000, latency: 10);
        Answer(governor, 1_000, latency: 10_000);
        Assert.Equal(window, governor.Window);
    }

    [Fact]
    public void A_window_grows_while_the_network_only_delays()
    {
        CallGovernor governor = new(NfsOptions.Default, Second);
        Assert.Equal(AdaptiveWindow.Start, governor.Window);
        Answer(governor, 2_000, latency: 1_000);
        Assert.Equal(AdaptiveWindow.Max, governor.Window);
    }

    [Fact]
    public void A_window_that_is_not_used_does_not_grow()
    {
        CallGovernor governor = new(NfsOptions.Default, Second);
        for (int i = 0; i < 2_000; i++)
        {
            governor.Completed(1_000, AdaptiveWindow.Start - 1);
        }

        Assert.Equal(AdaptiveWindow.Start, governor.Window);
    }

    [Fact]
    public void A_window_shrinks_when_calls_queue_up_and_never_lets_the_server_idle()
    {
        CallGovernor governor = new(NfsOptions.Default, Second);
        Answer(governor, 64, latency: 10);
        Answer(governor, 128, latency: 1_000);
        int shrunk = governor.Window;
        Assert.InRange(shrunk, AdaptiveWindow.Min, AdaptiveWindow.Start + 3);

        // A saturated server close by: latency in proportion to the window.
        for (int i = 0; i < 10_000; i++)
        {
            governor.Completed(100L * governor.Window, governor.Window);
            Assert.InRange(governor.Window, AdaptiveWindow.Min, AdaptiveWindow.Max);
        }
    }

    [Fact]
    public void A_route_that_became_slower_is_forgiven()
    {
        CallGovernor governor = new(NfsOptions.Default, Second);
        Answer(governor, 64, latency: 10);
        Answer(governor, 64 * 20, latency: 10_000);
        Assert.True(governor.Window < AdaptiveWindow.Start);
        Answer(governor, 64 * 200, latency: 10_000);
        Assert.Equal(AdaptiveWindow.Max, governor.Window);
    }

    [Fact]
    public void A_polite_window_shrinks_to_one_call_and_recovers()
    {
        CallGovernor governor = new(new NfsOptions { IsPolite = true }, Second);
        Answer(governor, 200, latency: 100);
        Assert.Equal(PoliteWindow.Start, governor.Window);
        Answer(governor, 1_000, latency: 151);
        Assert.Equal(1, governor.Window);
        Answer(governor, 1_000, latency: 130);
        Assert.Equal(1, governor.Window);
        Answer(governor, 5_000, latency: 105);
        Assert.Equal(PoliteWindow.Max, governor.Window);
    }

    [Fact]
    public void A_polite_window_does_not_pass_the_one_that_was_asked_for()
    {
        CallGovernor governor = new(new NfsOptions { IsPolite = true, Window = 6 }, Second);
        Assert.Equal(6, governor.Window);
        Answer(governor, 5_000, latency: 100);
        Assert.Equal(6, governor.Window);
    }

    [Fact]
    public void Without_a_limit_every_call_starts()
    {
        CallGovernor governor = new(NfsOptions.Default, Second);
        for (int i = 0; i < 100_000; i++)
        {
            Assert.True(governor.TryStart(0, out _));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 1)]
    [InlineData(1_000, 50)]
    [InlineData(2_000_000, 100_000)]
    public void A_burst_is_a_twentieth_of_a_second(int limit, int burst)
    {
        CallGovernor governor = new(new NfsOptions { MaxCallsPerSecond = limit }, Second);
        int started = 0;
        while (governor.TryStart(5 * Second, out _))
        {
            started++;
        }

        Assert.Equal(burst, started);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(33_333)]
    public void A_rate_is_kept_by_who_sleeps_until_told(int limit)
    {
        CallGovernor governor = new(new NfsOptions { MaxCallsPerSecond = limit }, Second);
        long begin = 123 * Second;
        long now = begin;
        int started = 0;
        while (now < begin + (10 * Second))
        {
            if (governor.TryStart(now, out long wakeAt))
            {
                started++;
            }
            else
            {
                Assert.True(wakeAt > now);
                now = wakeAt;
            }
        }

        // Ten seconds and the burst at the beginning.
        Assert.InRange(started, (limit * 10) - 1, (limit * 10) + (limit / 20) + 1);
    }

    private static void Answer(CallGovernor governor, int calls, long latency)
    {
        for (int i = 0; i < calls; i++)
        {
            governor.Completed(latency, governor.Window);
        }
    }
}
