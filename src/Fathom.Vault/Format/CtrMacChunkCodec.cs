using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Chunks of SIV_CTRMAC. The tag is HMAC-SHA256 with the vault's mac key over the nonce of the header, the chunk's number, 8 bytes
/// big-endian, the chunk's nonce and its ciphertext.</summary>
internal sealed class CtrMacChunkCodec : ChunkCodec
{
    private const int NonceLength = 16;
    private const int TagLength = 32;

    private readonly AesKey _key;
    private readonly CipherPool<IncrementalHash> _macs;
    private readonly byte[] _headerNonce;

    /// <summary>Takes the content's key, and disposes of it later.</summary>
    /// <param name="macs">Of the vault, keyed; shared with its other files.</param>
    internal CtrMacChunkCodec(AesKey contentKey, CipherPool<IncrementalHash> macs, ReadOnlySpan<byte> headerNonce)
        : base(CipherCombo.SivCtrMac)
    {
        _key = contentKey;
        _macs = macs;
        _headerNonce = headerNonce.ToArray();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing) => _key.Dispose();

    private protected override void EncryptCore(long number, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cleartext, Span<byte> target)
    {
        Span<byte> ciphertext = target[..cleartext.Length];
        _key.AddKeyStream(Vector128.Create(nonce), cleartext, ciphertext);
        WriteTag(number, nonce, ciphertext, target[cleartext.Length..]);
    }

    private protected override bool TryDecryptCore(long number, ReadOnlySpan<byte> stored, Span<byte> cleartext)
    {
        ReadOnlySpan<byte> nonce = stored[..NonceLength];
        ReadOnlySpan<byte> ciphertext = stored[NonceLength..^TagLength];
        Span<byte> tag = stackalloc byte[TagLength];
        WriteTag(number, nonce, ciphertext, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, stored[^TagLength..]))
        {
            // In place, this is the ciphertext; what is not authentic is of no use to the caller either way.
            cleartext.Clear();
            return false;
        }

        _key.AddKeyStream(Vector128.Create(nonce), ciphertext, cleartext);
        return true;
    }

    private void WriteTag(long number, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, Span<byte> tag)
    {
        Span<byte> head = stackalloc byte[NonceLength + 8 + NonceLength];
        _headerNonce.CopyTo(head);
        WriteNumber(head[NonceLength..], number);
        nonce.CopyTo(head[(NonceLength + 8)..]);
        IncrementalHash mac = _macs.Rent();
        try
        {
            mac.AppendData(head);
            mac.AppendData(ciphertext);
            mac.GetHashAndReset(tag);
        }
        finally
        {
            _macs.Return(mac);
        }
    }
}
