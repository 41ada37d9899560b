using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Chunks of SIV_GCM. Associated data: the chunk's number, 8 bytes big-endian, and the nonce of the header.</summary>
internal sealed class GcmChunkCodec : ChunkCodec
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly SecretBytes _key;
    private readonly CipherPool<AesGcm> _ciphers;
    private readonly byte[] _headerNonce;

    /// <summary>Takes the key, and disposes of it later.</summary>
    internal GcmChunkCodec(SecretBytes contentKey, ReadOnlySpan<byte> headerNonce)
        : base(CipherCombo.SivGcm)
    {
        _key = contentKey;
        _headerNonce = headerNonce.ToArray();
        _ciphers = new CipherPool<AesGcm>(() => new AesGcm(_key.Span, TagLength));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        _ciphers.Dispose();
        _key.Dispose();
    }

    private protected override void EncryptCore(long number, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cleartext, Span<byte> target)
    {
        Span<byte> associated = stackalloc byte[8 + NonceLength];
        Bind(associated, number);
        AesGcm cipher = _ciphers.Rent();
        try
        {
            cipher.Encrypt(nonce, cleartext, target[..cleartext.Length], target[cleartext.Length..], associated);
        }
        finally
        {
            _ciphers.Return(cipher);
        }
    }

    private protected override bool TryDecryptCore(long number, ReadOnlySpan<byte> stored, Span<byte> cleartext)
    {
        Span<byte> associated = stackalloc byte[8 + NonceLength];
        Bind(associated, number);
        AesGcm cipher = _ciphers.Rent();
        try
        {
            cipher.Decrypt(stored[..NonceLength], stored[NonceLength..^TagLength], stored[^TagLength..], cleartext, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            cleartext.Clear();
            return false;
        }
        finally
        {
            _ciphers.Return(cipher);
        }
    }

    private void Bind(Span<byte> associated, long number)
    {
        WriteNumber(associated, number);
        _headerNonce.CopyTo(associated[8..]);
    }
}
