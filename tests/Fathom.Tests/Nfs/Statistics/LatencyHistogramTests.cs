using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs.Statistics;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_percentile_is_at_most_an_eighth_too_high()
    {
        Random random = new(1);
        for (int round = 0; round < 200; round++)
        {
            LatencyHistogram histogram = new();
            long[] values = new long[random.Next(1, 300)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = random.NextInt64(1L << random.Next(1, 62));
                histogram.Add(values[i]);
            }

            Array.Sort(values);
            foreach (double share in (double[])[0.01, 0.5, 0.95, 0.99, 1])
            {
                long exact = values[Math.Max((int)Math.Ceiling(share * values.Length), 1) - 1];
                Assert.InRange(histogram.Percentile(share), exact, exact + (exact / 8) + 1);
            }

            Assert.Equal(values[^1], histogram.Max);
        }
    }

    [Fact]
    public void Extremes_are_counted()
    {
        LatencyHistogram histogram = new();
        Assert.Equal(0, histogram.Percentile(0.5));
        histogram.Add(-5);
        Assert.Equal(0, histogram.Percentile(1));
        histogram.Add(long.MaxValue);
        Assert.Equal(long.MaxValue, histogram.Percentile(1));
        Assert.Equal(0, histogram.Percentile(0.5));
    }

    [Fact]
    public void Sums_hold_both()
    {
        LatencyHistogram sum = new();
        LatencyHistogram other = new();
        sum.Add(4);
        other.Add(2);
        other.Add(6);
        sum.Add(other);
        Assert.Equal((3L, 2L, 4L, 6L), (sum.Count, sum.Percentile(0.1), sum.Percentile(0.5), sum.Percentile(1)));
    }
}
