using System.Buffers;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <content>Reading.</content>
internal sealed partial class VaultFile
{
    /// <inheritdoc/>
    public Errno Read(long offset, Span<byte> buffer, out int read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        read = 0;
        Errno errno = Errno.None;
        bool isEnd = false;
        if (offset <= MaxLength - buffer.Length)
        {
            _around.Prepare(offset, buffer.Length);
            _ahead.Prepare(offset, buffer.Length);
        }

        while (read < buffer.Length && !isEnd && errno == Errno.None)
        {
            if (offset > MaxLength - read)
            {
                // No file of this size can be stored.
                return Errno.None;
            }

            _content.Lock.EnterReadLock();
            try
            {
                errno = ReadStretch(offset + read, buffer[read..], out int count, out isEnd);
                read += count;
            }
            finally
            {
                _content.Lock.ExitReadLock();
            }
        }

        return errno;
    }

    /// <inheritdoc/>
    public void AfterRead()
    {
        try
        {
            _around.Fetch();
        }
        catch (ObjectDisposedException)
        {
            // Whoever got the bytes may have closed the file since.
        }
    }

    private Errno ReadStretch(long offset, Span<byte> target, out int count, out bool isEnd)
    {
        (long number, long within) = Math.DivRem(offset, CipherLayout.ChunkLength);
        if (_tree.Chunks.TryCopy(_content, number, (int)within, target, out count, out int length))
        {
            isEnd = length < CipherLayout.ChunkLength;
            return Errno.None;
        }

        return within == 0 && target.Length >= CipherLayout.ChunkLength
            ? ReadWhole(number, target, out count, out isEnd)
            : ReadPart(number, (int)within, target, out count, out isEnd);
    }

    // Chunks that are wanted whole go where they are wanted, without a copy, and without driving others out of the cache.
    private Errno ReadWhole(long number, Span<byte> target, out int count, out bool isEnd)
    {
        CipherLayout layout = _tree.Layout;
        int wanted = Math.Min(target.Length / CipherLayout.ChunkLength, ChunkRun.MaxChunks) * layout.StoredChunkLength;
        byte[] rented = ArrayPool<byte>.Shared.Rent(wanted);
        try
        {
            Errno failure = _stored.Read(ContentSize.OffsetOf(in layout, number), rented.AsSpan(0, wanted), out int read);
            isEnd = read < wanted;
            if (failure != Errno.None)
            {
                // What is there of the chunk that could not be read whole would not authenticate; the error is why.
                read -= read % layout.StoredChunkLength;
            }

            Errno errno = ChunkRun.Decrypt(Codec, number, rented.AsSpan(0, read), target, out count);
            return errno == Errno.None ? failure : errno;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads and decrypts chunks into the cache, which nobody has asked for yet.</summary>
    /// <returns>False where the file ends before the last one, or something is wrong with them: whoever asks for them hears what.</returns>
    private bool LoadAhead(long start, long end)
    {
        CipherLayout layout = _tree.Layout;
        int wanted = (int)(end - start) * layout.StoredChunkLength;
        byte[] rented = ArrayPool<byte>.Shared.Rent(wanted);
        int read = 0;
        _content.Lock.EnterReadLock();
        try
        {
            Errno errno = _stored.Read(ContentSize.OffsetOf(in layout, start), rented.AsSpan(0, wanted), out read);
            Span<byte> stored = rented.AsSpan(0, errno == Errno.None ? read : read - (read % layout.StoredChunkLength));
            errno = ChunkRun.DecryptInPlace(Codec, start, stored, out int count) == Errno.None ? errno : Errno.EBADMSG;
            for (int done = 0; done < count; done += CipherLayout.ChunkLength)
            {
                ReadOnlySpan<byte> chunk = stored[(done / CipherLayout.ChunkLength * layout.StoredChunkLength)..][layout.NonceLength..];
                _tree.Chunks.AddAhead(_content, start++, chunk[..Math.Min(count - done, CipherLayout.ChunkLength)]);
            }

            return errno == Errno.None && read == wanted;
        }
        finally
        {
            _content.Lock.ExitReadLock();
            CryptographicOperations.ZeroMemory(rented.AsSpan(0, read));
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // Decrypted where it is kept: whoever reads at random waits for each copy.
    private Errno ReadPart(long number, int within, Span<byte> target, out int count, out bool isEnd)
    {
        count = 0;
        isEnd = true;
        LinkedListNode<ChunkCache.Chunk> room = _tree.Chunks.Take();
        Span<byte> cleartext = room.Value.Bytes;
        int length = -1;
        try
        {
            Errno errno = ReadChunk(number, cleartext, out length);
            if (length < 0)
            {
                return errno;
            }

            isEnd = length < CipherLayout.ChunkLength;
            count = Math.Clamp(length - within, 0, target.Length);
            cleartext.Slice(Math.Min(within, length), count).CopyTo(target);
            return Errno.None;
        }
        finally
        {
            if (length < 0)
            {
                _tree.Chunks.Discard(room);
            }
            else
            {
                _tree.Chunks.Keep(_content, number, room, length);
            }
        }
    }

    /// <summary>Reads a chunk from the stored file.</summary>
    /// <param name="cleartext">Room for a whole one.</param>
    /// <param name="length">Of its cleartext; -1 where the file ends before it.</param>
    private Errno ReadChunk(long number, Span<byte> cleartext, out int length)
    {
        length = -1;
        CipherLayout layout = _tree.Layout;
        byte[] rented = ArrayPool<byte>.Shared.Rent(layout.StoredChunkLength);
        try
        {
            Span<byte> stored = rented.AsSpan(0, layout.StoredChunkLength);
            Errno errno = _stored.Read(ContentSize.OffsetOf(in layout, number), stored, out int read);
            if (errno != Errno.None || read == 0)
            {
                return errno;
            }

            errno = Codec.Decrypt(number, stored[..read], cleartext);
            length = errno == Errno.None ? read - layout.ChunkOverhead : -1;
            return errno;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
