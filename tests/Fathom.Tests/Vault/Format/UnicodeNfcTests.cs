using System.Security.Cryptography;
using System.Text;
using Fathom.Vault;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Vault.Format;

/// <summary>The digests are of the output of another implementation, Python's unicodedata 14.0.0, over the same texts.</summary>
public sealed class UnicodeNfcTests
{
    [Theory]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("cafe\u0301.txt", "caf\u00e9.txt")]
    [InlineData("a\u0302\u0323", "\u1ead")]
    [InlineData("a\u0323\u0302", "\u1ead")]
    [InlineData("\u1112\u1161\u11ab", "\ud55c")]
    [InlineData("\ud558\u11ab", "\ud55c")]
    [InlineData("\u212b", "\u00c5")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void Text_is_composed(string given, string expected)
    {
        Assert.Equal(expected, Normalize(given));
        Assert.Equal(given == expected, UnicodeNfc.IsNormalized(Encoding.UTF8.GetBytes(given)));
    }

    [Fact]
    public void Every_character_alone_is_what_another_implementation_gives() =>
        Assert.Equal("7f721bcf1b74c89b1c3cc47cea1041d8eb718ba579daf91fa72bbb710d1ace0d", Digest(Characters().Select(c => c.ToString())));

    [Fact]
    public void Every_character_between_others_is_what_another_implementation_gives() =>
        Assert.Equal(
            "9fdbd439b110802c61b5da85c9e0a0a9ab034edffa758676609dde441398821b",
            Digest(Characters().Select(c => $"A{c}\u0323\u0301\u1161\u11a8")));

    [Fact]
    public void What_is_normalized_stays_as_it_is() => Prop.ForAll<string>(text =>
    {
        // Lone surrogates are no UTF-8; the encoding replaces them.
        string once = Normalize(text);
        Assert.Equal(once, Normalize(once));
        Assert.True(UnicodeNfc.IsNormalized(Encoding.UTF8.GetBytes(once)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_room_that_is_asked_for_suffices()
    {
        foreach (Rune rune in Characters())
        {
            byte[] given = Encoding.UTF8.GetBytes(rune.ToString());
            Assert.True(UnicodeNfc.Normalize(given, new byte[given.Length * UnicodeNfc.MaxGrowth]) > 0);
        }
    }

    private static IEnumerable<Rune> Characters() => Enumerable.Range(0, 0x30000).Where(Rune.IsValid).Select(c => new Rune(c));

    private static string Digest(IEnumerable<string> texts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Normalize(text)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Normalize(string text)
    {
        byte[] given = Encoding.UTF8.GetBytes(text);
        byte[] output = new byte[given.Length * UnicodeNfc.MaxGrowth];
        return Encoding.UTF8.GetString(output, 0, UnicodeNfc.Normalize(given, output));
    }
}
