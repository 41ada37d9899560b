using Fathom.Fuse;
using Xunit;

namespace Fathom.Tests.Fuse.Protocol;

public sealed class AttributeCodecTests
{
    [Theory]
    [InlineData(0, 0, 0u)]
    [InlineData(1_500_000_000, 1, 500_000_000u)]
    [InlineData(-1, -1, 999_999_999u)]
    [InlineData(-2_000_000_000, -2, 0u)]
    public void Times_before_1970_have_positive_nanoseconds(long time, long seconds, uint nanos)
    {
        AttributeCodec.Write(new NodeAttributes { Mtime = time }, 1, out Attr attr);

        Assert.Equal((seconds, nanos), ((long)attr.Mtime, attr.MtimeNanos));
        Assert.True(AttributeCodec.TryJoin((ulong)seconds, nanos, out long joined));
        Assert.Equal(time, joined);
    }

    [Fact]
    public void A_time_that_does_not_fit_is_refused()
    {
        Assert.False(AttributeCodec.TryJoin(1ul << 40, 0, out _));
        Assert.False(AttributeCodec.TryJoin(unchecked((ulong)-(1L << 40)), 0, out _));
    }

    [Theory]
    [InlineData(8u, 1u)]
    [InlineData(4095u, 1_048_575u)]
    [InlineData(259u, 300u)]
    public void Device_numbers_survive_both_ways(uint major, uint minor)
    {
        ulong device = NodeAttributes.MakeDevice(major, minor);

        Assert.Equal(device, AttributeCodec.DecodeDevice(AttributeCodec.EncodeDevice(device)));
    }
}
