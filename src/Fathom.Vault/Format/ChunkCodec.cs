using System.Buffers.Binary;

namespace Fathom.Vault;

/// <summary>Encrypts and decrypts the chunks of one file. Each is bound to its file by the nonce of the header, and to its place by its number.</summary>
/// <remarks>Any number of threads may use one, none while it is disposed of. Allocates nothing a chunk.</remarks>
internal abstract class ChunkCodec : IDisposable
{
    private protected ChunkCodec(CipherCombo cipher)
    {
        Layout = CipherLayout.Of(cipher);
        ChunksPerThread = cipher == CipherCombo.SivGcm ? 8 : 2;
    }

    /// <summary>Lengths of header and chunks.</summary>
    internal CipherLayout Layout { get; }

    /// <summary>Chunks for which it is worth waking a thread: 8 us each with AES-GCM, 30 us with AES-CTR and HMAC.</summary>
    internal int ChunksPerThread { get; }

    /// <summary>Encrypts a chunk with a fresh nonce, as every rewrite must.</summary>
    /// <param name="number">0 for the first.</param>
    /// <param name="cleartext">At most 32,768 bytes. May be the very bytes of <paramref name="stored"/> behind the nonce; must not overlap it otherwise.</param>
    /// <param name="stored">Longer by the layout's overhead, exactly.</param>
    internal void Encrypt(long number, ReadOnlySpan<byte> cleartext, Span<byte> stored)
    {
        Span<byte> nonce = stackalloc byte[Layout.NonceLength];
        Nonce.Fill(nonce);
        Encrypt(number, nonce, cleartext, stored);
    }

    /// <summary>Encrypts a chunk with the given nonce, which must never have been used with this key.</summary>
    internal void Encrypt(long number, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cleartext, Span<byte> stored)
    {
        if (cleartext.Length > CipherLayout.ChunkLength || stored.Length != cleartext.Length + Layout.ChunkOverhead || number < 0)
        {
            throw new ArgumentException($"chunk {number} of {cleartext.Length} bytes does not fit {stored.Length}");
        }

        nonce.CopyTo(stored);
        EncryptCore(number, nonce, cleartext, stored[nonce.Length..]);
    }

    /// <summary>Authenticates and decrypts a chunk.</summary>
    /// <param name="stored">As the file has it. Where it has only the overhead, the chunk is empty.</param>
    /// <param name="cleartext">Room for what is left without the overhead; may be the very bytes of <paramref name="stored"/> behind the
    /// nonce. Holds nothing of the chunk where it fails.</param>
    /// <returns><see cref="Errno.EBADMSG"/> where it was changed, cut, or belongs to another place or file.</returns>
    internal Errno Decrypt(long number, ReadOnlySpan<byte> stored, Span<byte> cleartext)
    {
        int length = stored.Length - Layout.ChunkOverhead;
        if (length is < 0 or > CipherLayout.ChunkLength || number < 0)
        {
            return Errno.EBADMSG;
        }

        return TryDecryptCore(number, stored, cleartext[..length]) ? Errno.None : Errno.EBADMSG;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Forgets the keys.</summary>
    protected abstract void Dispose(bool isDisposing);

    /// <summary>Encrypts to ciphertext and tag.</summary>
    private protected abstract void EncryptCore(long number, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cleartext, Span<byte> target);

    /// <summary>Authenticates and decrypts nonce, ciphertext and tag.</summary>
    private protected abstract bool TryDecryptCore(long number, ReadOnlySpan<byte> stored, Span<byte> cleartext);

    /// <summary>The number as both ciphers authenticate it.</summary>
    private protected static void WriteNumber(Span<byte> target, long number) => BinaryPrimitives.WriteInt64BigEndian(target, number);
}
