using System.Text;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Crypto;

public sealed class ScryptTests
{
    /// <summary>RFC 7914, section 12; its last vector takes 1 GiB.</summary>
    [Theory]
    [InlineData("", "", 16, 1, 1,
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")]
    [InlineData("password", "NaCl", 1024, 8, 16,
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")]
    [InlineData("pleaseletmein", "SodiumChloride", 16384, 8, 1,
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")]
    public void Known_answers_come_out(string password, string salt, int cost, int blockSize, int parallel, string expected)
    {
        byte[] key = new byte[64];
        ScryptCost parameters = new(cost, blockSize, parallel);
        Scrypt.DeriveKey(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(salt), parameters, key);
        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }

    [Theory]
    [InlineData(1L << 24, 8, 1)]
    [InlineData(1L << 62, 8, 1)]
    [InlineData(1L << 21, 8, 1)]
    [InlineData(2, 1L << 40, 1)]
    [InlineData(2, long.MaxValue, 1)]
    [InlineData(32768, 8, 1000)]
    public void What_takes_more_than_a_gibibyte_or_an_age_is_refused(long cost, long blockSize, long parallel)
    {
        ScryptCost parameters = new(cost, blockSize, parallel);
        Assert.True(parameters.IsValid);
        Assert.False(parameters.IsAffordable);
        Assert.Throws<ArgumentException>(() => Scrypt.DeriveKey("a"u8, "b"u8, parameters, new byte[32]));
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(1, 8)]
    [InlineData(3, 8)]
    [InlineData(-2, 8)]
    [InlineData(long.MinValue, 8)]
    [InlineData(32768, 0)]
    [InlineData(32768, -1)]
    public void What_the_definition_does_not_allow_is_invalid(long cost, long blockSize)
    {
        Assert.False(new ScryptCost(cost, blockSize).IsValid);
        Assert.False(new ScryptCost(cost, blockSize).IsAffordable);
    }

    [Theory]
    [InlineData(32768, 8, 32L << 20)]
    [InlineData(1L << 20, 8, 1L << 30)]
    [InlineData(1L << 62, 8, long.MaxValue)]
    public void Memory_is_counted(long cost, long blockSize, long expected) => Assert.Equal(expected, new ScryptCost(cost, blockSize).Memory);
}
