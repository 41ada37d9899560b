namespace Fathom.Vault;

/// <summary>Encrypts and decrypts chunks that follow each other.</summary>
internal static class ChunkRun
{
    /// <summary>Chunks of a run at most: with their nonces and tags they just fit a pooled buffer of a mebibyte.</summary>
    internal const int MaxChunks = 31;

    /// <summary>Length of a run as it is stored.</summary>
    /// <param name="cleartextLength">Of all its chunks, of which only the last may be short.</param>
    internal static int StoredLength(in CipherLayout layout, int cleartextLength)
    {
        (int full, int rest) = Math.DivRem(cleartextLength, CipherLayout.ChunkLength);
        return (full * layout.StoredChunkLength) + (rest > 0 ? rest + layout.ChunkOverhead : 0);
    }

    /// <summary>Encrypts a run, each chunk with a fresh nonce.</summary>
    /// <param name="number">Of its first chunk.</param>
    /// <param name="stored">As long as <see cref="StoredLength"/> says.</param>
    internal static void Encrypt(ChunkCodec codec, long number, ReadOnlySpan<byte> cleartext, Span<byte> stored)
    {
        CipherLayout layout = codec.Layout;
        while (!cleartext.IsEmpty)
        {
            int length = Math.Min(cleartext.Length, CipherLayout.ChunkLength);
            codec.Encrypt(number++, cleartext[..length], stored[..(length + layout.ChunkOverhead)]);
            cleartext = cleartext[length..];
            stored = stored[(length + layout.ChunkOverhead)..];
        }
    }

    /// <summary>Fills a run with encrypted zeros.</summary>
    internal static void EncryptZeros(ChunkCodec codec, long number, Span<byte> stored)
    {
        CipherLayout layout = codec.Layout;
        while (!stored.IsEmpty)
        {
            Span<byte> chunk = stored[..Math.Min(stored.Length, layout.StoredChunkLength)];
            Span<byte> cleartext = chunk[layout.NonceLength..^layout.TagLength];
            cleartext.Clear();
            codec.Encrypt(number++, cleartext, chunk);
            stored = stored[chunk.Length..];
        }
    }

    /// <summary>Decrypts a run up to the first chunk that does not authenticate.</summary>
    /// <param name="stored">Full chunks, of which only the last may be short.</param>
    /// <param name="count">Bytes of the chunks before that one.</param>
    internal static Errno Decrypt(ChunkCodec codec, long number, ReadOnlySpan<byte> stored, Span<byte> cleartext, out int count)
    {
        CipherLayout layout = codec.Layout;
        count = 0;
        while (!stored.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = stored[..Math.Min(stored.Length, layout.StoredChunkLength)];
            Errno errno = codec.Decrypt(number++, chunk, cleartext[count..]);
            if (errno != Errno.None)
            {
                return errno;
            }

            count += chunk.Length - layout.ChunkOverhead;
            stored = stored[chunk.Length..];
        }

        return Errno.None;
    }
}
