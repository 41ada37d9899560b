using Fathom.Index;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Index.Sql;

public sealed unsafe class DuckStringTests
{
    [Fact]
    public void Bytes_come_back_at_every_length()
    {
        Prop.ForAll(Gen.Choose(0, 30).SelectMany(length => Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>(), length)).ToArbitrary(), bytes =>
        {
            fixed (byte* start = bytes)
            {
                DuckString value = DuckString.Of(start, bytes.Length);
                Assert.Equal(bytes.Length, value.Length);
                Assert.Equal(bytes, DuckString.BytesOf(&value));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_short_one_is_padded_with_zeros_and_a_long_one_has_its_prefix_and_pointer()
    {
        byte* text = stackalloc byte[13];
        new Span<byte>(text, 13).Fill((byte)'a');
        DuckString brief = DuckString.Of(text, 2);
        Assert.Equal([2, 0, 0, 0, (byte)'a', (byte)'a', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], new ReadOnlySpan<byte>(&brief, 16).ToArray());
        DuckString full = DuckString.Of(text, 13);
        Assert.Equal([13, 0, 0, 0, .. "aaaa"u8], new ReadOnlySpan<byte>(&full, 8).ToArray());
        Assert.Equal((nint)text, ((nint*)&full)[1]);
    }
}
