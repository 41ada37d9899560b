using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Headers of the files of one vault: each holds the key of its content, encrypted with the vault's.</summary>
/// <remarks>One a vault, for any number of threads; lives longer than the chunk codecs that it made, and shorter than the keys.</remarks>
internal sealed class FileHeaderCodec : IDisposable
{
    private readonly CipherCombo _cipher;
    private readonly CipherPool<AesGcm>? _gcm;
    private readonly AesKey? _ctr;
    private readonly CipherPool<IncrementalHash>? _macs;

    /// <summary>Makes the ciphers.</summary>
    /// <param name="keys">Disposed of later than this.</param>
    internal FileHeaderCodec(VaultKeys keys, CipherCombo cipher)
    {
        _cipher = cipher;
        Layout = CipherLayout.Of(cipher);
        if (cipher == CipherCombo.SivGcm)
        {
            _gcm = new CipherPool<AesGcm>(() => new AesGcm(keys.Encryption, Layout.TagLength));
            return;
        }

        _ctr = new AesKey(keys.Encryption);
        _macs = new CipherPool<IncrementalHash>(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Mac));
    }

    /// <summary>Lengths of headers and chunks.</summary>
    internal CipherLayout Layout { get; }

    /// <summary>Forgets the keys.</summary>
    public void Dispose()
    {
        _gcm?.Dispose();
        _ctr?.Dispose();
        _macs?.Dispose();
    }

    /// <summary>Makes the header of a new file, and the codec of its content.</summary>
    /// <param name="header">As long as the layout says.</param>
    internal ChunkCodec Create(Span<byte> header)
    {
        Span<byte> nonce = stackalloc byte[Layout.NonceLength];
        Span<byte> contentKey = stackalloc byte[CipherLayout.ContentKeyLength];
        Nonce.Fill(nonce);
        RandomNumberGenerator.Fill(contentKey);
        Encrypt(nonce, contentKey, header);
        ChunkCodec codec = CreateCodec(nonce, contentKey);
        CryptographicOperations.ZeroMemory(contentKey);
        return codec;
    }

    /// <summary>Authenticates a header, and makes the codec of its content.</summary>
    /// <param name="header">The first bytes of the file; more than a header has is well.</param>
    /// <param name="codec">The caller disposes of it; null where the result is an error.</param>
    /// <returns><see cref="Errno.EBADMSG"/> where it is cut short, was changed, or belongs to another vault.</returns>
    internal Errno Open(ReadOnlySpan<byte> header, out ChunkCodec? codec)
    {
        codec = null;
        if (header.Length < Layout.HeaderLength)
        {
            return Errno.EBADMSG;
        }

        header = header[..Layout.HeaderLength];
        Span<byte> payload = stackalloc byte[CipherLayout.PayloadLength];
        if (!TryDecrypt(header, payload))
        {
            return Errno.EBADMSG;
        }

        codec = CreateCodec(header[..Layout.NonceLength], payload[^CipherLayout.ContentKeyLength..]);
        CryptographicOperations.ZeroMemory(payload);
        return Errno.None;
    }

    /// <summary>Writes a header with the given nonce, which must never have been used with this vault.</summary>
    internal void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> contentKey, Span<byte> header)
    {
        Span<byte> payload = stackalloc byte[CipherLayout.PayloadLength];
        payload.Fill(0xFF);
        contentKey.CopyTo(payload[^CipherLayout.ContentKeyLength..]);
        nonce.CopyTo(header);
        Span<byte> ciphertext = header.Slice(nonce.Length, payload.Length);
        Span<byte> tag = header[(nonce.Length + payload.Length)..Layout.HeaderLength];
        if (_gcm is not null)
        {
            AesGcm cipher = _gcm.Rent();
            cipher.Encrypt(nonce, payload, ciphertext, tag);
            _gcm.Return(cipher);
        }
        else
        {
            _ctr!.AddKeyStream(Vector128.Create(nonce), payload, ciphertext);
            WriteTag(header[..^tag.Length], tag);
        }

        CryptographicOperations.ZeroMemory(payload);
    }

    /// <summary>The codec of a content whose key is known.</summary>
    internal ChunkCodec CreateCodec(ReadOnlySpan<byte> headerNonce, ReadOnlySpan<byte> contentKey) => _cipher == CipherCombo.SivGcm
        ? new GcmChunkCodec(new SecretBytes(contentKey), headerNonce)
        : new CtrMacChunkCodec(new AesKey(contentKey), _macs!, headerNonce);

    private bool TryDecrypt(ReadOnlySpan<byte> header, Span<byte> payload)
    {
        ReadOnlySpan<byte> nonce = header[..Layout.NonceLength];
        ReadOnlySpan<byte> ciphertext = header.Slice(nonce.Length, payload.Length);
        ReadOnlySpan<byte> tag = header[^Layout.TagLength..];
        return _gcm is null ? TryDecryptCtr(header, nonce, ciphertext, payload) : TryDecryptGcm(nonce, ciphertext, tag, payload);
    }

    private bool TryDecryptGcm(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> payload)
    {
        AesGcm cipher = _gcm!.Rent();
        try
        {
            cipher.Decrypt(nonce, ciphertext, tag, payload);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            _gcm.Return(cipher);
        }
    }

    private bool TryDecryptCtr(ReadOnlySpan<byte> header, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, Span<byte> payload)
    {
        Span<byte> tag = stackalloc byte[Layout.TagLength];
        WriteTag(header[..^tag.Length], tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, header[^tag.Length..]))
        {
            return false;
        }

        _ctr!.AddKeyStream(Vector128.Create(nonce), ciphertext, payload);
        return true;
    }

    private void WriteTag(ReadOnlySpan<byte> message, Span<byte> tag)
    {
        IncrementalHash mac = _macs!.Rent();
        mac.AppendData(message);
        mac.GetHashAndReset(tag);
        _macs.Return(mac);
    }
}
