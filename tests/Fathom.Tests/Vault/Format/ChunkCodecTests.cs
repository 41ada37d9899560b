using System.Security.Cryptography;
using Fathom.Vault;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class ChunkCodecTests : IDisposable
{
    private readonly VaultKeys _zero = TestKeys.Zero();
    private readonly FileHeaderCodec _gcm;
    private readonly FileHeaderCodec _ctr;

    public ChunkCodecTests()
    {
        _gcm = new FileHeaderCodec(_zero, CipherCombo.SivGcm);
        _ctr = new FileHeaderCodec(_zero, CipherCombo.SivCtrMac);
    }

    public void Dispose()
    {
        _gcm.Dispose();
        _ctr.Dispose();
        _zero.Dispose();
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm, 12, 0x33, "MzMzMzMzMzMzMzMzbYvL7CusRmzk70Kn1QxFA5WQg/hgKeba4bln")]
    [InlineData(CipherCombo.SivCtrMac, 16, 0, "AAAAAAAAAAAAAAAAAAAAALTwrBTNYP7m3yTGKlhka9WPvX1Lpn5EYfVxlyX1ISgRXtdRnivM7r6F3Og=")]
    public void The_known_chunk_comes_out(CipherCombo cipher, int nonceLength, byte nonceByte, string expected)
    {
        using ChunkCodec codec = Headers(cipher).CreateCodec(new byte[nonceLength], new byte[32]);
        byte[] stored = new byte[11 + codec.Layout.ChunkOverhead];
        codec.Encrypt(0, [.. Enumerable.Repeat(nonceByte, nonceLength)], "hello world"u8, stored);
        Assert.Equal(expected, Convert.ToBase64String(stored));
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void Any_chunk_comes_back_in_place_or_not(CipherCombo cipher) => Prop.ForAll<byte[], uint>((clear, number) =>
    {
        using ChunkCodec codec = NewCodec(cipher);
        CipherLayout layout = codec.Layout;
        byte[] stored = new byte[clear.Length + layout.ChunkOverhead];
        codec.Encrypt(number, clear, stored);
        byte[] back = new byte[clear.Length];
        Assert.Equal(Errno.None, codec.Decrypt(number, stored, back));
        Assert.Equal(clear, back);

        clear.CopyTo(stored, layout.NonceLength);
        Span<byte> inPlace = stored.AsSpan(layout.NonceLength, clear.Length);
        codec.Encrypt(number, inPlace, stored);
        Assert.Equal(Errno.None, codec.Decrypt(number, stored, inPlace));
        Assert.Equal(clear, inPlace.ToArray());
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(CipherCombo.SivGcm, 0)]
    [InlineData(CipherCombo.SivGcm, 1)]
    [InlineData(CipherCombo.SivGcm, 32767)]
    [InlineData(CipherCombo.SivGcm, 32768)]
    [InlineData(CipherCombo.SivCtrMac, 0)]
    [InlineData(CipherCombo.SivCtrMac, 1)]
    [InlineData(CipherCombo.SivCtrMac, 32767)]
    [InlineData(CipherCombo.SivCtrMac, 32768)]
    public void Lengths_at_the_edges_come_back(CipherCombo cipher, int length)
    {
        using ChunkCodec codec = NewCodec(cipher);
        byte[] clear = RandomNumberGenerator.GetBytes(length);
        byte[] stored = new byte[length + codec.Layout.ChunkOverhead];
        codec.Encrypt(long.MaxValue, clear, stored);
        byte[] back = new byte[length];
        Assert.Equal(Errno.None, codec.Decrypt(long.MaxValue, stored, back));
        Assert.Equal(clear, back);
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void A_flipped_bit_anywhere_is_found_and_leaves_nothing_of_it(CipherCombo cipher)
    {
        using ChunkCodec codec = NewCodec(cipher);
        byte[] stored = new byte[100 + codec.Layout.ChunkOverhead];
        codec.Encrypt(3, RandomNumberGenerator.GetBytes(100), stored);
        for (int bit = 0; bit < 8 * stored.Length; bit++)
        {
            byte[] clear = RandomNumberGenerator.GetBytes(100);
            stored[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Equal(Errno.EBADMSG, codec.Decrypt(3, stored, clear));
            Assert.Equal(new byte[100], clear);
            stored[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void A_chunk_of_another_place_or_file_or_length_is_refused(CipherCombo cipher)
    {
        using ChunkCodec codec = NewCodec(cipher);
        using ChunkCodec other = NewCodec(cipher);
        byte[] stored = new byte[50 + codec.Layout.ChunkOverhead];
        byte[] clear = new byte[50];
        codec.Encrypt(0, clear, stored);
        Assert.Equal(Errno.EBADMSG, codec.Decrypt(1, stored, clear));
        Assert.Equal(Errno.EBADMSG, codec.Decrypt(-1, stored, clear));
        Assert.Equal(Errno.EBADMSG, other.Decrypt(0, stored, clear));
        for (int length = 0; length < stored.Length; length++)
        {
            Assert.Equal(Errno.EBADMSG, codec.Decrypt(0, stored.AsSpan(0, length), clear));
        }

        Assert.Equal(Errno.EBADMSG, codec.Decrypt(0, new byte[32769 + codec.Layout.ChunkOverhead], new byte[32769]));
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void A_chunk_is_bound_to_the_nonce_of_its_header_too(CipherCombo cipher)
    {
        // The same content key behind another header: only the associated data differs.
        int nonceLength = CipherLayout.Of(cipher).NonceLength;
        using ChunkCodec codec = Headers(cipher).CreateCodec(new byte[nonceLength], new byte[32]);
        using ChunkCodec other = Headers(cipher).CreateCodec([1, .. new byte[nonceLength - 1]], new byte[32]);
        byte[] stored = new byte[5 + codec.Layout.ChunkOverhead];
        codec.Encrypt(0, "hello"u8, stored);
        Assert.Equal(Errno.EBADMSG, other.Decrypt(0, stored, new byte[5]));
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void Each_write_has_a_fresh_nonce(CipherCombo cipher)
    {
        using ChunkCodec codec = NewCodec(cipher);
        byte[] stored = new byte[codec.Layout.ChunkOverhead];
        HashSet<string> seen = [];
        for (int i = 0; i < 1000; i++)
        {
            codec.Encrypt(0, [], stored);
            Assert.True(seen.Add(Convert.ToHexString(stored.AsSpan(0, codec.Layout.NonceLength))));
        }
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void Threads_may_share_one(CipherCombo cipher)
    {
        using ChunkCodec codec = NewCodec(cipher);
        Parallel.For(0, 400, number =>
        {
            byte[] clear = RandomNumberGenerator.GetBytes(1000 + number);
            byte[] stored = new byte[clear.Length + codec.Layout.ChunkOverhead];
            codec.Encrypt(number, clear, stored);
            byte[] back = new byte[clear.Length];
            Assert.Equal(Errno.None, codec.Decrypt(number, stored, back));
            Assert.Equal(clear, back);
        });
    }

    [Theory]
    [InlineData(32769, 32769 + 28, 0)]
    [InlineData(10, 10, 0)]
    [InlineData(10, 39, 0)]
    [InlineData(10, 38, -1)]
    public void What_does_not_fit_is_refused(int length, int storedLength, long number)
    {
        using ChunkCodec codec = NewCodec(CipherCombo.SivGcm);
        Assert.Throws<ArgumentException>(() => codec.Encrypt(number, new byte[length], new byte[storedLength]));
    }

    private FileHeaderCodec Headers(CipherCombo cipher) => cipher == CipherCombo.SivGcm ? _gcm : _ctr;

    private ChunkCodec NewCodec(CipherCombo cipher)
    {
        FileHeaderCodec headers = Headers(cipher);
        return headers.Create(new byte[headers.Layout.HeaderLength]);
    }
}
