using System.Buffers.Text;
using System.Text;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class VaultConfigFileTests
{
    private const string Header = """{"kid":"masterkeyfile:masterkey.cryptomator","typ":"JWT","alg":"HS256"}""";
    private const string Claims = """{"jti":"x","format":8,"cipherCombo":"SIV_GCM","shorteningThreshold":220}""";

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void What_is_written_can_be_read(CipherCombo cipher)
    {
        using VaultKeys keys = VaultKeys.Create();
        VaultConfig config = VaultConfig.Create(cipher);
        byte[] file = config.Write(keys);
        Assert.All(file, value => Assert.InRange(value, (byte)'!', (byte)'~'));
        Assert.Equal(config, VaultConfigFile.Parse(file, "v"u8).Verify(keys));
        Assert.Equal(220, config.ShorteningThreshold);
        Assert.True(Guid.TryParseExact(config.Id, "D", out _));
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public void Each_signature_algorithm_is_verified(string algorithm)
    {
        using VaultKeys keys = TestKeys.Counting();
        using VaultKeys others = TestKeys.Zero();
        byte[] file = Sign(Header.Replace("HS256", algorithm, StringComparison.Ordinal), Claims, algorithm);
        VaultConfigFile parsed = VaultConfigFile.Parse(file, "v"u8);
        Assert.Equal("masterkey.cryptomator", parsed.MasterkeyFileName);
        Assert.Equal("x", parsed.Verify(keys).Id);
        Assert.Equal(VaultErrorKind.Forged, Assert.Throws<VaultException>(() => parsed.Verify(others)).Kind);
    }

    [Fact]
    public void White_space_around_and_padding_are_taken()
    {
        using VaultKeys keys = TestKeys.Counting();
        byte[] file = Sign(Header, Claims, "HS256");
        Assert.Equal("x", VaultConfigFile.Parse([.. " "u8, .. file, .. "=\r\n"u8], "v"u8).Verify(keys).Id);
    }

    [Theory]
    [InlineData("hub+https://example.org/api/vaults/1", "Cryptomator Hub (hub+https://example.org/api/vaults/1)")]
    [InlineData("keychain:x", "'keychain:x'")]
    [InlineData("", "''")]
    [InlineData("k\\u001b[2J", "'k?[2J'")]
    public void Keys_that_are_elsewhere_are_not_supported(string keyId, string expected) =>
        Fails(VaultErrorKind.Unsupported, expected, Header.Replace("masterkeyfile:masterkey.cryptomator", keyId, StringComparison.Ordinal), Claims);

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a\\\\b")]
    [InlineData("a\\u0000b")]
    public void A_path_is_no_name_of_a_key_file(string name) =>
        Fails(VaultErrorKind.Malformed, "no name of a file", Header.Replace("masterkey.cryptomator", name, StringComparison.Ordinal), Claims);

    [Theory]
    [InlineData("none")]
    [InlineData("RS256")]
    [InlineData("hs256")]
    [InlineData("")]
    public void Other_algorithms_are_not_supported(string algorithm) =>
        Fails(VaultErrorKind.Unsupported, $"signed with '{algorithm}'", Header.Replace("HS256", algorithm, StringComparison.Ordinal), Claims);

    [Theory]
    [InlineData("\"format\":8", "\"format\":7", "has format 7")]
    [InlineData("\"format\":8", "\"format\":9", "has format 9")]
    [InlineData("\"format\":8,", "", "has format 0")]
    [InlineData("SIV_GCM", "SIV_XTS", "'SIV_XTS'")]
    public void Other_formats_and_ciphers_are_named(string part, string replacement, string expected) =>
        Fails(VaultErrorKind.Unsupported, expected, Header, Claims.Replace(part, replacement, StringComparison.Ordinal));

    [Theory]
    [InlineData("\"format\":8", "\"format\":\"8\"")]
    [InlineData("\"format\":8", "\"format\":8.5")]
    [InlineData("220", "35")]
    [InlineData("220", "256")]
    [InlineData("220", "-1")]
    [InlineData("220", "99999999999999999999")]
    [InlineData("220}", "220")]
    [InlineData("220}", "220}}")]
    [InlineData("{", "[")]
    [InlineData("\"jti\":\"x\"", "\"jti\":{\"a\":[1,2]}")]
    public void Claims_out_of_their_range_are_malformed(string part, string replacement) =>
        Fails(VaultErrorKind.Malformed, "", Header, Claims.Replace(part, replacement, StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("!!!.e30.e30")]
    [InlineData("e30.e30.e30.e30")]
    public void What_is_no_token_is_malformed_and_says_the_path_and_what_to_do(string text)
    {
        VaultException error = Assert.Throws<VaultException>(() => VaultConfigFile.Parse(Encoding.ASCII.GetBytes(text), "my/vault.cryptomator"u8));
        Assert.True(error.Kind is VaultErrorKind.Malformed or VaultErrorKind.Unsupported);
        Assert.Contains("'my/vault.cryptomator'", error.Message, StringComparison.Ordinal);
        Assert.Equal("my/vault.cryptomator"u8.ToArray(), error.Path.ToArray());
    }

    [Fact]
    public void A_file_that_is_too_long_is_not_looked_at() =>
        Assert.Equal(VaultErrorKind.Malformed, Assert.Throws<VaultException>(() => VaultConfigFile.Parse(new byte[VaultConfigFile.MaxLength + 1], "v"u8)).Kind);

    [Fact]
    public void A_flipped_bit_anywhere_is_found()
    {
        using VaultKeys keys = TestKeys.Counting();
        byte[] file = VaultConfig.Create(CipherCombo.SivGcm).Write(keys);
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] changed = [.. file];
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Throws<VaultException>(() => VaultConfigFile.Parse(changed, "v"u8).Verify(keys));
        }
    }

    [Fact]
    public void Unknown_members_are_passed_over()
    {
        using VaultKeys keys = TestKeys.Counting();
        string header = Header.Replace("{", "{\"x\":[{\"alg\":1}],", StringComparison.Ordinal);
        byte[] file = Sign(header, Claims.Replace("{", "{\"y\":{\"format\":1},", StringComparison.Ordinal), "HS256");
        Assert.Equal(CipherCombo.SivGcm, VaultConfigFile.Parse(file, "v"u8).Verify(keys).Cipher);
    }

    private static void Fails(VaultErrorKind kind, string expected, string header, string claims)
    {
        VaultException error = Assert.Throws<VaultException>(() => VaultConfigFile.Parse(Sign(header, claims, "HS256"), "v"u8));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    private static byte[] Sign(string header, string claims, string algorithm)
    {
        using VaultKeys keys = TestKeys.Counting();
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        byte[] signature = new byte[64];
        int length = Enum.Parse<SignatureAlgorithm>(algorithm).Sign(keys.Both, Encoding.ASCII.GetBytes(signed), signature);
        return Encoding.ASCII.GetBytes($"{signed}.{Base64Url.EncodeToString(signature.AsSpan(0, length))}");
    }
}
