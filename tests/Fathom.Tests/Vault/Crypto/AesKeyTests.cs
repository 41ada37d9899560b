using System.Runtime.Intrinsics;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Crypto;

public sealed class AesKeyTests
{
    /// <summary>FIPS 197, appendix C.</summary>
    [Theory]
    [InlineData(16, "69c4e0d86a7b0430d8cdb78070b4c55a")]
    [InlineData(24, "dda97ca4864cdfe06eaf70a0ec0d7191")]
    [InlineData(32, "8ea2b7ca516745bfeafc49904b496089")]
    public void Blocks_of_the_standard_come_out(int keyLength, string expected)
    {
        foreach (bool isPortable in (bool[])[false, true])
        {
            using AesKey key = new(Counting(keyLength), isPortable);
            Vector128<byte> block = Vector128.Create((ReadOnlySpan<byte>)Convert.FromHexString("00112233445566778899aabbccddeeff"));
            byte[] output = new byte[16];
            key.Encrypt(block).CopyTo(output);
            Assert.Equal(expected, Convert.ToHexStringLower(output));
        }
    }

    [Fact]
    public void Both_ways_give_the_same_key_stream_at_every_length()
    {
        using AesKey native = new(Counting(32));
        using AesKey portable = new(Counting(32), isPortable: true);
        Vector128<byte> counter = Vector128.Create((ReadOnlySpan<byte>)Counting(16));
        for (int length = 0; length < 2100; length += length < 300 ? 1 : 37)
        {
            byte[] source = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 13))];
            byte[] left = new byte[length];
            native.AddKeyStream(counter, source, left);
            portable.AddKeyStream(counter, source, source);
            Assert.Equal(source, left);
        }
    }

    [Theory]
    [InlineData("ffffffffffffffffffffffffffffffff", "00000000000000000000000000000000")]
    [InlineData("0000000000000000fffffffffffffffe", "0000000000000000ffffffffffffffff")]
    [InlineData("000000000000000000000000ffffffff", "00000000000000000000000100000000")]
    [InlineData("0000000000000000ffffffffffffffff", "00000000000000010000000000000000")]
    public void A_counter_carries_through_all_its_bits(string first, string second)
    {
        byte[] start = Convert.FromHexString(first);
        byte[] next = Convert.FromHexString(second);
        foreach (bool isPortable in (bool[])[false, true])
        {
            using AesKey key = new(Counting(32), isPortable);
            byte[] stream = new byte[32];
            key.AddKeyStream(Vector128.Create((ReadOnlySpan<byte>)start), stream, stream);
            byte[] expected = new byte[16];
            key.Encrypt(Vector128.Create((ReadOnlySpan<byte>)next)).CopyTo(expected);
            Assert.Equal(expected, stream[16..]);
        }
    }

    [Fact]
    public void Both_ways_chain_blocks_alike()
    {
        using AesKey native = new(Counting(32));
        using AesKey portable = new(Counting(32), isPortable: true);
        for (int blocks = 0; blocks < 20; blocks++)
        {
            byte[] message = Counting(16 * blocks);
            Assert.Equal(portable.Chain(Vector128<byte>.One, message), native.Chain(Vector128<byte>.One, message));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Other_lengths_are_no_keys(int length) => Assert.Throws<ArgumentException>(() => new AesKey(new byte[length]));

    [Fact]
    public void A_target_that_is_too_short_is_refused()
    {
        using AesKey key = new(Counting(32));
        Assert.Throws<ArgumentException>(() => key.AddKeyStream(default, new byte[17], new byte[16]));
    }

    private static byte[] Counting(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];
}
