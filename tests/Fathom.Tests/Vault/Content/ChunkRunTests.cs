using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Content;

[SupportedOSPlatform("linux")]
public sealed class ChunkRunTests
{
    private const int Chunk = CipherLayout.ChunkLength;
    private const long First = 1L << 40;

    public static TheoryData<CipherCombo> Ciphers => [CipherCombo.SivGcm, CipherCombo.SivCtrMac];

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_run_is_its_chunks_one_by_one(CipherCombo cipher)
    {
        using VaultFolder vault = new(cipher);
        using ChunkCodec codec = vault.Writer.Headers.Create(new byte[vault.Writer.Headers.Layout.HeaderLength]);
        CipherLayout layout = codec.Layout;
        foreach (int length in new[] { 1, Chunk, Chunk + 1, 4 * Chunk, (7 * Chunk) - 1, ChunkRun.MaxChunks * Chunk })
        {
            byte[] content = ContentSteps.Noise(length);
            byte[] stored = new byte[ChunkRun.StoredLength(in layout, length)];
            ChunkRun.Encrypt(codec, First, content, stored);
            Assert.Equal(content, OneByOne(codec, stored));

            byte[] cleartext = new byte[length];
            Assert.Equal(Errno.None, ChunkRun.Decrypt(codec, First, stored, cleartext, out int count));
            Assert.Equal(length, count);
            Assert.True(content.AsSpan().SequenceEqual(cleartext));

            Assert.Equal(Errno.None, ChunkRun.DecryptInPlace(codec, First, stored, out count));
            Assert.Equal(length, count);
            Assert.Equal(content[0], stored[layout.NonceLength]);

            ChunkRun.EncryptZeros(codec, First, stored);
            Assert.Equal(new byte[length], OneByOne(codec, stored));
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void The_first_chunk_that_does_not_authenticate_ends_a_run(CipherCombo cipher)
    {
        using VaultFolder vault = new(cipher);
        using ChunkCodec codec = vault.Writer.Headers.Create(new byte[vault.Writer.Headers.Layout.HeaderLength]);
        CipherLayout layout = codec.Layout;
        byte[] content = ContentSteps.Noise(20 * Chunk);
        byte[] stored = new byte[ChunkRun.StoredLength(in layout, content.Length)];
        foreach (int bad in new[] { 0, 1, 13, 19 })
        {
            ChunkRun.Encrypt(codec, First, content, stored);
            stored[(bad * layout.StoredChunkLength) + 50] ^= 1;
            stored[(19 * layout.StoredChunkLength) + 50] ^= (byte)(bad == 19 ? 0 : 1);
            byte[] cleartext = new byte[content.Length];

            Assert.Equal(Errno.EBADMSG, ChunkRun.Decrypt(codec, First, stored, cleartext, out int count));
            Assert.Equal(bad * Chunk, count);
            Assert.True(content.AsSpan(0, count).SequenceEqual(cleartext.AsSpan(0, count)));
            Assert.Equal(Errno.EBADMSG, ChunkRun.DecryptInPlace(codec, First, stored, out count));
            Assert.Equal(bad * Chunk, count);
        }
    }

    [Fact]
    public void Runs_end_where_the_pool_has_no_thread_to_spare()
    {
        using VaultFolder vault = new();
        using ChunkCodec codec = vault.Writer.Headers.Create(new byte[vault.Writer.Headers.Layout.HeaderLength]);
        byte[] content = ContentSteps.Noise(8 * Chunk);

        // More runs than the pool has threads, each on one of them, and each asking for more.
        Deadline.Run(() => Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 50 }, _ =>
        {
            byte[] stored = new byte[ChunkRun.StoredLength(codec.Layout, content.Length)];
            ChunkRun.Encrypt(codec, First, content, stored);
            byte[] cleartext = new byte[content.Length];
            Assert.Equal(Errno.None, ChunkRun.Decrypt(codec, First, stored, cleartext, out int count));
            Assert.True(content.AsSpan(0, count).SequenceEqual(cleartext));
        }));
    }

    private static byte[] OneByOne(ChunkCodec codec, byte[] stored)
    {
        List<byte> content = [];
        byte[] chunk = new byte[Chunk];
        foreach ((int index, byte[] part) in stored.Chunk(codec.Layout.StoredChunkLength).Index())
        {
            Assert.Equal(Errno.None, codec.Decrypt(First + index, part, chunk));
            content.AddRange(chunk.AsSpan(0, part.Length - codec.Layout.ChunkOverhead));
        }

        return [.. content];
    }
}
