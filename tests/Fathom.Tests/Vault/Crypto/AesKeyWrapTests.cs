using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Crypto;

public sealed class AesKeyWrapTests
{
    private const string Data = "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F";

    /// <summary>RFC 3394, sections 4.1 to 4.6.</summary>
    [Theory]
    [InlineData(16, 16, "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5")]
    [InlineData(24, 16, "96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D")]
    [InlineData(32, 16, "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7")]
    [InlineData(24, 24, "031D33264E15D33268F24EC260743EDCE1C6C7DDEE725A936BA814915C6762D2")]
    [InlineData(32, 24, "A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1")]
    [InlineData(32, 32, "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")]
    public void Known_answers_come_out_and_go_back(int wrappingKeyLength, int keyLength, string expected)
    {
        byte[] wrappingKey = [.. Enumerable.Range(0, wrappingKeyLength).Select(i => (byte)i)];
        byte[] key = Convert.FromHexString(Data)[..keyLength];
        byte[] wrapped = new byte[keyLength + 8];
        AesKeyWrap.Wrap(wrappingKey, key, wrapped);
        Assert.Equal(expected, Convert.ToHexString(wrapped));

        byte[] back = new byte[keyLength];
        Assert.True(AesKeyWrap.TryUnwrap(wrappingKey, wrapped, back));
        Assert.Equal(key, back);
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_found_and_leaves_no_key()
    {
        byte[] wrappingKey = new byte[32];
        byte[] wrapped = new byte[40];
        AesKeyWrap.Wrap(wrappingKey, Convert.FromHexString(Data), wrapped);
        for (int bit = 0; bit < 8 * wrapped.Length; bit++)
        {
            byte[] changed = [.. wrapped];
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            byte[] key = [.. Enumerable.Repeat((byte)0xAA, 32)];
            Assert.False(AesKeyWrap.TryUnwrap(wrappingKey, changed, key));
            Assert.Equal(new byte[32], key);
        }
    }

    [Theory]
    [InlineData(8, 16)]
    [InlineData(20, 28)]
    [InlineData(32, 32)]
    public void Lengths_that_do_not_fit_are_refused(int keyLength, int wrappedLength) =>
        Assert.Throws<ArgumentException>(() => AesKeyWrap.Wrap(new byte[32], new byte[keyLength], new byte[wrappedLength]));
}
