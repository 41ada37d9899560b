namespace Fathom.Vault;

/// <summary>Sizes of files: as stored, and as their cleartext is. Nothing has to be decrypted for either.</summary>
internal static class ContentSize
{
    /// <summary>The cleartext of a stored file.</summary>
    /// <param name="storedSize">With its header, in bytes.</param>
    /// <returns><see cref="Errno.EBADMSG"/> where no file has this size: the header is cut short, or the last chunk has no room for its nonce and tag.</returns>
    /// <remarks>An empty last chunk, which some programs append and Cryptomator does not, counts nothing.</remarks>
    internal static Errno ToCleartext(in CipherLayout layout, long storedSize, out long cleartextSize)
    {
        cleartextSize = 0;
        if (storedSize < layout.HeaderLength)
        {
            return Errno.EBADMSG;
        }

        (long full, long rest) = Math.DivRem(storedSize - layout.HeaderLength, layout.StoredChunkLength);
        if (rest > 0 && rest < layout.ChunkOverhead)
        {
            return Errno.EBADMSG;
        }

        cleartextSize = full * CipherLayout.ChunkLength + (rest > 0 ? rest - layout.ChunkOverhead : 0);
        return Errno.None;
    }

    /// <summary>The cleartext of a file that ends within a chunk, or within its header: up to one byte of what is damaged.</summary>
    internal static long IntoDamage(in CipherLayout layout, long storedSize) =>
        Math.Max(storedSize - layout.HeaderLength, 0) / layout.StoredChunkLength * CipherLayout.ChunkLength + 1;

    /// <summary>The stored file of a cleartext, as Cryptomator writes it: an empty one is its header alone.</summary>
    /// <returns><see cref="Errno.EFBIG"/> where it does not fit 63 bits.</returns>
    internal static Errno ToStored(in CipherLayout layout, long cleartextSize, out long storedSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cleartextSize);
        (long full, long rest) = Math.DivRem(cleartextSize, CipherLayout.ChunkLength);
        UInt128 size = (UInt128)full * (uint)layout.StoredChunkLength + (uint)layout.HeaderLength;
        size += rest > 0 ? (UInt128)(rest + layout.ChunkOverhead) : 0;
        storedSize = size > long.MaxValue ? 0 : (long)size;
        return size > long.MaxValue ? Errno.EFBIG : Errno.None;
    }

    /// <summary>Where a chunk begins in the stored file.</summary>
    internal static long OffsetOf(in CipherLayout layout, long chunk) => layout.HeaderLength + chunk * layout.StoredChunkLength;
}
