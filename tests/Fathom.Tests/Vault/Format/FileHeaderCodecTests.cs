using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class FileHeaderCodecTests
{
    [Fact]
    public void The_known_header_comes_out()
    {
        using VaultKeys keys = TestKeys.Zero();
        using FileHeaderCodec headers = new(keys, CipherCombo.SivGcm);
        byte[] header = new byte[68];
        headers.Encrypt(new byte[12], new byte[32], header);
        Assert.Equal("AAAAAAAAAAAAAAAAMVi/wrKflJEHTsXTuvOdGHJgA8o3pip00aL1jnUGNY7dSrEoTUrhey+maVG6P0F2RBmZR74SjU0=", Convert.ToBase64String(header));
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm, 68)]
    [InlineData(CipherCombo.SivCtrMac, 88)]
    public void A_new_header_opens_to_the_same_key(CipherCombo cipher, int length)
    {
        using VaultKeys keys = VaultKeys.Create();
        using FileHeaderCodec headers = new(keys, cipher);
        byte[] header = new byte[length];
        Assert.Equal(length, headers.Layout.HeaderLength);
        using ChunkCodec writer = headers.Create(header);
        byte[] stored = new byte[5 + headers.Layout.ChunkOverhead];
        writer.Encrypt(0, "hello"u8, stored);

        Assert.Equal(Errno.None, headers.Open([.. header, 1, 2, 3], out ChunkCodec? reader));
        using (reader)
        {
            byte[] clear = new byte[5];
            Assert.Equal(Errno.None, reader!.Decrypt(0, stored, clear));
            Assert.Equal("hello"u8.ToArray(), clear);
        }
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void A_flipped_bit_anywhere_is_found(CipherCombo cipher)
    {
        using VaultKeys keys = TestKeys.Counting();
        using FileHeaderCodec headers = new(keys, cipher);
        byte[] header = new byte[headers.Layout.HeaderLength];
        headers.Create(header).Dispose();
        for (int bit = 0; bit < 8 * header.Length; bit++)
        {
            header[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Equal(Errno.EBADMSG, headers.Open(header, out ChunkCodec? codec));
            Assert.Null(codec);
            header[bit / 8] ^= (byte)(1 << bit % 8);
        }

        Assert.Equal(Errno.None, headers.Open(header, out ChunkCodec? sound));
        sound!.Dispose();
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void A_header_that_is_cut_or_of_another_vault_is_refused(CipherCombo cipher)
    {
        using VaultKeys keys = TestKeys.Counting();
        using VaultKeys others = VaultKeys.Create();
        using FileHeaderCodec headers = new(keys, cipher);
        using FileHeaderCodec otherHeaders = new(others, cipher);
        byte[] header = new byte[headers.Layout.HeaderLength];
        headers.Create(header).Dispose();
        Assert.Equal(Errno.EBADMSG, otherHeaders.Open(header, out _));
        for (int length = 0; length < header.Length; length++)
        {
            Assert.Equal(Errno.EBADMSG, headers.Open(header.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void No_two_files_have_the_same_header()
    {
        using VaultKeys keys = TestKeys.Counting();
        using FileHeaderCodec headers = new(keys, CipherCombo.SivGcm);
        byte[] header = new byte[68];
        HashSet<string> seen = [];
        for (int i = 0; i < 500; i++)
        {
            headers.Create(header).Dispose();
            Assert.True(seen.Add(Convert.ToHexString(header)));
        }
    }
}
