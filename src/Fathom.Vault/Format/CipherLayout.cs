namespace Fathom.Vault;

/// <summary>Lengths in an encrypted file, in bytes.</summary>
/// <param name="HeaderLength">The header of a file.</param>
/// <param name="NonceLength">In front of the header and of each chunk.</param>
/// <param name="TagLength">At the end of the header and of each chunk.</param>
/// <remarks>A file is its header and then its chunks; every chunk but the last is full.
/// <code>
/// header  nonce | encrypted: FF x 8, content key 32 | tag
/// chunk   nonce | encrypted: up to 32768 bytes      | tag
/// </code></remarks>
internal readonly record struct CipherLayout(int HeaderLength, int NonceLength, int TagLength)
{
    /// <summary>Cleartext of a full chunk.</summary>
    internal const int ChunkLength = 32768;

    /// <summary>What the header encrypts: 8 bytes that mean nothing any more, and the key of the content.</summary>
    internal const int PayloadLength = 8 + ContentKeyLength;

    /// <summary>The key of the content.</summary>
    internal const int ContentKeyLength = 32;

    /// <summary>Bytes that a chunk has more than its cleartext.</summary>
    internal int ChunkOverhead => NonceLength + TagLength;

    /// <summary>A full chunk as it is stored.</summary>
    internal int StoredChunkLength => ChunkLength + ChunkOverhead;

    /// <summary>The lengths of a cipher.</summary>
    internal static CipherLayout Of(CipherCombo cipher) => cipher switch
    {
        CipherCombo.SivGcm => new(12 + PayloadLength + 16, 12, 16),
        CipherCombo.SivCtrMac => new(16 + PayloadLength + 32, 16, 32),
        _ => throw new ArgumentOutOfRangeException(nameof(cipher), cipher, "not a cipher of vaults"),
    };
}
