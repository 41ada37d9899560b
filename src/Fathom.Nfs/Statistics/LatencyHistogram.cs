using System.Diagnostics;
using System.Numerics;

namespace Fathom.Nfs;

/// <summary>Counts latencies in buckets: each power of two is split in eight, so a percentile is at most an eighth too high.</summary>
/// <remarks>One writer. A reader on another thread sees each count as it was at some moment.</remarks>
internal sealed class LatencyHistogram
{
    private const int SubBits = 3;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _counts = new long[(64 - SubBits) * SubBuckets];

    internal long Count { get; private set; }

    internal long Max { get; private set; }

    /// <param name="ticks">Ticks of <see cref="Stopwatch"/>.</param>
    internal void Add(long ticks)
    {
        long value = Math.Max(ticks, 0);
        _counts[BucketOf((ulong)value)]++;
        Count++;
        Max = Math.Max(Max, value);
    }

    internal void Add(LatencyHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            // The sum of the buckets, not the other's count: it may be counting meanwhile.
            _counts[i] += other._counts[i];
            Count += other._counts[i];
        }

        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The latency that a share of the calls did not exceed, ticks; 0 if there was none.</summary>
    /// <param name="share">0 to 1.</param>
    internal long Percentile(double share)
    {
        long wanted = Math.Max((long)Math.Ceiling(share * Count), 1);
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
            {
                return Math.Min(UpperEndOf(i), Max);
            }
        }

        return Max;
    }

    private static int BucketOf(ulong value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }

        int exponent = BitOperations.Log2(value);
        return ((exponent - SubBits + 1) * SubBuckets) + (int)((value >> (exponent - SubBits)) & (SubBuckets - 1));
    }

    private static long UpperEndOf(int bucket)
    {
        if (bucket < SubBuckets)
        {
            return bucket;
        }

        int shift = (bucket / SubBuckets) - 1;
        return (long)((((ulong)(SubBuckets + (bucket % SubBuckets) + 1)) << shift) - 1);
    }
}
