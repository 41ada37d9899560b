using Fathom.Vault;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Vault.Crypto;

public sealed class AesSivTests
{
    private static readonly byte[] s_key = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    /// <summary>Key, associated data separated by commas ("none" is none), plaintext, ciphertext. The first two are RFC 5297's A.1 and
    /// A.2, the others were made with OpenSSL.</summary>
    public static TheoryData<string, string, string, string, bool> Vectors
    {
        get
        {
            string key = Convert.ToHexString(s_key);
            (string, string, string, string)[] vectors =
            [
                ("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", "101112131415161718191a1b1c1d1e1f2021222324252627",
                    "112233445566778899aabbccddee", "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c"),
                ("7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f",
                    "00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100,102030405060708090a0,09f911029d74e35bd84156c5635688c0",
                    "7468697320697320736f6d6520706c61696e7465787420746f20656e6372797074207573696e67205349562d414553",
                    "7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17dba77ceb094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d"),
                (key, "none", Plaintext(1), "928acbd40992414e10ca7859f900025e7e"),
                (key, "", Plaintext(15), "83c28c05fee71c1cdcb00f00a932f91d287140f9b0f08ecdf4b35d0f860d49"),
                (key, "616263", Plaintext(16), "4238fdc260edc23083db068db9dc709a0650414a23c305d05ee8f6dfbe84d480"),
                (key, ",", Plaintext(17), "38ab1ebeebeb054e26dd56de13374a77a78c4bc93862f1f613b8557f5d3b46f111"),
                (key, "000102030405060708090a0b0c0d0e0f", Plaintext(31),
                    "ecd7833bd5020e390cca3b390b2bed6e995b9d72d544997338bb66093efcbe012d746a220bf80c8af66749e2e658ca"),
                (key, "000102030405060708090a0b0c0d0e0f10,78", Plaintext(32),
                    "e9d4c17295ebb7325dc33fdbf3f8c7158d3d1298911706e3e4cbaf3b65cdacff0a52189e2492a14d36207a73060ca607"),
                (key, "65393235306562382d303738642d346663302d383833352d626539326133313333363063", Plaintext(33),
                    "3302cc0268b4d7258efa3a2c034b87007241d636d940b982633de4aead273b83f4d599639a224d6307d34057bd4edbd85c"),
                (key, Convert.ToHexString([.. Enumerable.Range(0, 100).Select(i => (byte)i)]), Plaintext(100),
                    "1acca5353e98fecdb5f37a4ff469413903f49f58bc432c7eb522da2b2d88efa7d6321e398e9f6326bd8b0a52224ddb9ef8b9a938ac2e442bc24453c4f8c26f00"
                    + "0e5187c252e95ede1914cacd0146e2276e051d15674da72c218b210fd6e32a701fbc830caf36276105e53a6a0172f351bc694b5c"),
            ];
            TheoryData<string, string, string, string, bool> data = [];
            foreach ((string k, string ad, string p, string c) in vectors)
            {
                data.Add(k, ad, p, c, false);
                data.Add(k, ad, p, c, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Known_answers_come_out_and_go_back(string key, string associated, string plaintext, string ciphertext, bool isPortable)
    {
        byte[] keys = Convert.FromHexString(key);
        using AesSiv siv = new(keys.AsSpan(0, keys.Length / 2), keys.AsSpan(keys.Length / 2), isPortable);
        ReadOnlyMemory<byte>[] components = associated == "none" ? [] : [.. associated.Split(',').Select(text => Convert.FromHexString(text))];
        SivDirectory state = siv.Prepare(components);
        byte[] expected = Convert.FromHexString(ciphertext);
        byte[] output = new byte[expected.Length];
        state.Encrypt(Convert.FromHexString(plaintext), output);
        Assert.Equal(expected, output);

        byte[] back = new byte[expected.Length - 16];
        Assert.True(state.TryDecrypt(expected, back));
        Assert.Equal(Convert.FromHexString(plaintext), back);
    }

    [Fact]
    public void Any_plaintext_under_any_associated_data_is_what_the_definition_gives() =>
        Prop.ForAll<byte[], byte[][], bool>((plaintext, components, isPortable) =>
        {
            components = [.. components.Take(5)];
            using AesSiv siv = new(s_key.AsSpan(0, 32), s_key.AsSpan(32), isPortable);
            byte[] output = new byte[plaintext.Length + 16];
            siv.Prepare([.. components.Select(item => (ReadOnlyMemory<byte>)item)]).Encrypt(plaintext, output);
            Assert.Equal(ReferenceSiv.Encrypt(s_key[..32], s_key[32..], plaintext, components), output);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_length_is_what_the_definition_gives(bool isPortable)
    {
        using AesSiv siv = new(s_key.AsSpan(0, 32), s_key.AsSpan(32), isPortable);
        SivDirectory state = siv.PrepareDirectory("id"u8);
        for (int length = 0; length <= 300; length++)
        {
            byte[] plaintext = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 + length))];
            byte[] output = new byte[length + 16];
            state.Encrypt(plaintext, output);
            Assert.Equal(ReferenceSiv.Encrypt(s_key[..32], s_key[32..], plaintext, "id"u8.ToArray()), output);
        }
    }

    [Fact]
    public void No_associated_data_is_not_one_empty_component()
    {
        using AesSiv siv = new(s_key.AsSpan(0, 32), s_key.AsSpan(32));
        byte[] none = new byte[16];
        byte[] empty = new byte[16];
        byte[] root = new byte[16];
        siv.Prepare().Encrypt([], none);
        siv.Prepare(ReadOnlyMemory<byte>.Empty).Encrypt([], empty);
        siv.PrepareDirectory([]).Encrypt([], root);
        Assert.NotEqual(none, empty);
        Assert.Equal(empty, root);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(15, false)]
    [InlineData(40, false)]
    [InlineData(40, true)]
    public void A_flipped_bit_anywhere_is_found_and_leaves_no_plaintext(int length, bool isPortable)
    {
        using AesSiv siv = new(s_key.AsSpan(0, 32), s_key.AsSpan(32), isPortable);
        SivDirectory state = siv.PrepareDirectory("directory"u8);
        byte[] ciphertext = new byte[length + 16];
        state.Encrypt(new byte[length], ciphertext);
        byte[] plaintext = new byte[length];
        for (int bit = 0; bit < 8 * ciphertext.Length; bit++)
        {
            ciphertext[bit / 8] ^= (byte)(1 << bit % 8);
            plaintext.AsSpan().Fill(0xAA);
            Assert.False(state.TryDecrypt(ciphertext, plaintext));
            Assert.Equal(new byte[length], plaintext);
            ciphertext[bit / 8] ^= (byte)(1 << bit % 8);
        }

        Assert.True(state.TryDecrypt(ciphertext, plaintext));
        Assert.False(siv.PrepareDirectory("directorz"u8).TryDecrypt(ciphertext, plaintext));
        Assert.False(state.TryDecrypt(ciphertext.AsSpan(0, 15), plaintext));
    }

    [Fact]
    public void Threads_may_share_one()
    {
        foreach (bool isPortable in (bool[])[false, true])
        {
            using AesSiv siv = new(s_key.AsSpan(0, 32), s_key.AsSpan(32), isPortable);
            SivDirectory state = siv.PrepareDirectory([]);
            byte[] expected = new byte[116];
            state.Encrypt(new byte[100], expected);
            Parallel.For(0, 1000, _ =>
            {
                byte[] output = new byte[116];
                state.Encrypt(new byte[100], output);
                Assert.Equal(expected, output);
            });
        }
    }

    private static string Plaintext(int length) => Convert.ToHexString([.. Enumerable.Range(0, length).Select(i => (byte)(7 * i + length))]);
}
