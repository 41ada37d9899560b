using Fathom.Fuse;
using Xunit;

namespace Fathom.Tests.Fuse.Protocol;

public sealed class RequestReaderTests
{
    [Fact]
    public void Parts_are_taken_one_after_the_other()
    {
        RequestReader reader = new([1, 0, 0, 0, 0, 0, 0, 0, (byte)'a', (byte)'b', 0, (byte)'c', 0, 7, 8]);

        Assert.True(reader.TryTake(out ForgetIn forget));
        Assert.True(reader.TryTakeName(out ReadOnlySpan<byte> first));
        Assert.True(reader.TryTakeName(out ReadOnlySpan<byte> second));
        Assert.True(reader.TryTakeBytes(2, out ReadOnlySpan<byte> bytes));

        Assert.Equal(1ul, forget.Lookups);
        Assert.True(first.SequenceEqual("ab"u8));
        Assert.True(second.SequenceEqual("c"u8));
        Assert.Equal([7, 8], bytes.ToArray());
        Assert.True(reader.Rest.IsEmpty);
    }

    [Fact]
    public void What_is_cut_short_is_not_taken()
    {
        RequestReader reader = new([(byte)'a', (byte)'b', (byte)'c']);

        Assert.False(reader.TryTake(out ForgetIn _));
        Assert.False(reader.TryTakeName(out _));
        Assert.False(reader.TryTakeBytes(4, out _));
        Assert.False(reader.TryTakeBytes(uint.MaxValue, out _));
        Assert.Equal(3, reader.Rest.Length);
    }
}
