using System.Buffers;
using System.Security.Cryptography;

namespace Fathom.Vault;

// A chunk is rewritten in place with a fresh nonce. Where that ends half way, because the disk is full for example, it is put back: what was
// there before, or as much of the new bytes as there is room for. A kill in between costs that chunk and no other.

/// <content>Writing.</content>
internal sealed partial class VaultFile
{
    // What can be stored, with room for a run behind it, so that no offset overflows.
    private long MaxLength =>
        ((long.MaxValue - _tree.Layout.HeaderLength) / _tree.Layout.StoredChunkLength - (2 * ChunkRun.MaxChunks)) * CipherLayout.ChunkLength;

    /// <inheritdoc/>
    public Errno Write(long offset, ReadOnlySpan<byte> data, out int written)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        written = 0;
        if (_writable is null)
        {
            return Errno.EBADF;
        }

        if (offset > MaxLength - data.Length)
        {
            return data.IsEmpty ? Errno.None : Errno.EFBIG;
        }

        Errno errno = Errno.None;
        while (written < data.Length && errno == Errno.None)
        {
            errno = WriteStretch(offset + written, data[written..], out int count);
            written += count;
            if (written < data.Length)
            {
                LetOthersIn();
            }
        }

        return errno;
    }

    /// <inheritdoc/>
    public Errno Sync(bool isDataOnly) => _writable is null ? Errno.EBADF : _writable.Sync(isDataOnly);

    // Who waits for the lock has to wake up first, and would find it taken again.
    private void LetOthersIn()
    {
        if (_content.Lock.WaitingReadCount > 0 || _content.Lock.WaitingWriteCount > 0)
        {
            Thread.Sleep(1);
        }
    }

    // Under the lock as long as it takes to write one chunk, or one run of whole ones.
    private Errno WriteStretch(long offset, ReadOnlySpan<byte> data, out int count)
    {
        count = 0;
        (long number, long within) = Math.DivRem(offset, CipherLayout.ChunkLength);
        if (within == 0 && data.Length >= CipherLayout.ChunkLength)
        {
            return WriteWhole(number, data[..Math.Min(data.Length, ChunkRun.MaxChunks * CipherLayout.ChunkLength)], out count);
        }

        _content.Lock.EnterWriteLock();
        try
        {
            Errno errno = ReadLength(out long length);
            if (errno != Errno.None)
            {
                return errno;
            }

            if (length >= offset - within)
            {
                return WriteChunks(number, (int)within, data, length, out count);
            }
        }
        finally
        {
            _content.Lock.ExitWriteLock();
        }

        return Extend(offset - within, CancellationToken.None);
    }

    // What replaces whole chunks depends on nothing that is there, so it is encrypted before the lock: several threads can write one file then.
    private Errno WriteWhole(long number, ReadOnlySpan<byte> data, out int count)
    {
        count = 0;
        int storedLength = ChunkRun.StoredLength(_tree.Layout, data.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(storedLength);
        try
        {
            Span<byte> stored = rented.AsSpan(0, storedLength);
            ChunkRun.Encrypt(Codec, number, data, stored);
            _content.Lock.EnterWriteLock();
            try
            {
                Errno errno = ReadLength(out long length);
                if (errno != Errno.None)
                {
                    return errno;
                }

                long start = number * CipherLayout.ChunkLength;
                if (length >= start)
                {
                    // Of the last chunk nothing may be left that has to be kept.
                    data = data[..(data.Length - (start + data.Length < length ? data.Length % CipherLayout.ChunkLength : 0))];
                    return StoreRun(number, data, stored[..ChunkRun.StoredLength(_tree.Layout, data.Length)], length, out count);
                }
            }
            finally
            {
                _content.Lock.ExitWriteLock();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return Extend(number * CipherLayout.ChunkLength, CancellationToken.None);
    }

    private Errno WriteChunks(long number, int within, ReadOnlySpan<byte> data, long length, out int count)
    {
        long offset = (number * CipherLayout.ChunkLength) + within;
        if (within > 0 || (data.Length < CipherLayout.ChunkLength && offset + data.Length < length))
        {
            data = data[..Math.Min(data.Length, CipherLayout.ChunkLength - within)];
            Errno errno = EditChunk(number, within, data, length);
            count = errno == Errno.None ? data.Length : 0;
            return errno;
        }

        // Of the last chunk nothing may be left that has to be kept.
        int whole = Math.Min(data.Length, ChunkRun.MaxChunks * CipherLayout.ChunkLength);
        whole -= offset + whole < length ? whole % CipherLayout.ChunkLength : 0;
        return WriteRun(number, data[..whole], length, out count);
    }

    private Errno WriteRun(long number, ReadOnlySpan<byte> data, long length, out int count)
    {
        int storedLength = ChunkRun.StoredLength(_tree.Layout, data.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(storedLength);
        try
        {
            Span<byte> stored = rented.AsSpan(0, storedLength);
            ChunkRun.Encrypt(Codec, number, data, stored);
            return StoreRun(number, data, stored, length, out count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Writes an encrypted run, under the lock.</summary>
    /// <param name="data">What it was encrypted from.</param>
    private Errno StoreRun(long number, ReadOnlySpan<byte> data, ReadOnlySpan<byte> stored, long length, out int count)
    {
        Errno errno = Store(number, stored, out int whole, out bool isTorn);
        count = Math.Min(whole * CipherLayout.ChunkLength, data.Length);
        long start = (number + whole) * CipherLayout.ChunkLength;
        if (isTorn && start < length)
        {
            // Where this chunk had content there is room for as much of the new one.
            ReadOnlySpan<byte> room = data[count..];
            room = room[..(int)Math.Min(Math.Min(room.Length, CipherLayout.ChunkLength), length - start)];
            count += PutBack(number + whole, room) == Errno.None ? room.Length : 0;
        }

        if (errno != Errno.None)
        {
            Trim(Math.Max(length, (number * CipherLayout.ChunkLength) + count));
        }

        return errno;
    }

    /// <summary>Writes bytes into a chunk, of which the rest stays; zeros fill the gap before them.</summary>
    /// <param name="length">Of the whole content now.</param>
    private Errno EditChunk(long number, int within, ReadOnlySpan<byte> data, long length)
    {
        int kept = (int)Math.Clamp(length - (number * CipherLayout.ChunkLength), 0, CipherLayout.ChunkLength);
        byte[] rented = ArrayPool<byte>.Shared.Rent(2 * CipherLayout.ChunkLength);
        Span<byte> old = rented.AsSpan(0, kept);
        Span<byte> edited = rented.AsSpan(CipherLayout.ChunkLength, Math.Max(kept, within + data.Length));
        try
        {
            Errno errno = LoadChunk(number, rented.AsSpan(0, CipherLayout.ChunkLength), kept);
            if (errno != Errno.None)
            {
                return errno;
            }

            old.CopyTo(edited);
            edited[kept..].Clear();
            data.CopyTo(edited[within..]);
            errno = StoreChunk(number, edited, out bool isTorn);
            if (errno == Errno.None)
            {
                _tree.Chunks.Add(_content, number, edited);
                return Errno.None;
            }

            if (isTorn && kept > 0)
            {
                PutBack(number, old);
            }

            Trim(length);
            return errno;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(rented.AsSpan(0, CipherLayout.ChunkLength + edited.Length));
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads a chunk that is to be changed.</summary>
    /// <param name="target">Room for a whole one.</param>
    /// <param name="kept">Its length; where it is 0 there is nothing to read.</param>
    private Errno LoadChunk(long number, Span<byte> target, int kept)
    {
        if (kept == 0 || (_tree.Chunks.TryCopy(_content, number, 0, target, out _, out int length) && length == kept))
        {
            return Errno.None;
        }

        Errno errno = ReadChunk(number, target, out length);
        return errno == Errno.None && length != kept ? Errno.EBADMSG : errno;
    }

    private Errno StoreChunk(long number, ReadOnlySpan<byte> cleartext, out bool isTorn)
    {
        int storedLength = cleartext.Length + _tree.Layout.ChunkOverhead;
        byte[] rented = ArrayPool<byte>.Shared.Rent(storedLength);
        try
        {
            Span<byte> stored = rented.AsSpan(0, storedLength);
            Codec.Encrypt(number, cleartext, stored);
            return Store(number, stored, out _, out isTorn);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // The error that made it necessary is what the caller hears.
    private Errno PutBack(long number, ReadOnlySpan<byte> cleartext) => StoreChunk(number, cleartext, out _);

    /// <summary>Writes encrypted chunks.</summary>
    /// <param name="whole">Chunks that the stored file has now.</param>
    /// <param name="isTorn">The next one it has in part.</param>
    private Errno Store(long number, ReadOnlySpan<byte> stored, out int whole, out bool isTorn)
    {
        CipherLayout layout = _tree.Layout;
        int chunks = ChunkRun.CountOf(in layout, stored.Length);
        _content.Changes++;
        _tree.Chunks.Remove(_content, number, number + chunks);
        Errno errno = _writable!.Write(ContentSize.OffsetOf(in layout, number), stored, out int written);
        whole = written == stored.Length ? chunks : written / layout.StoredChunkLength;
        isTorn = written != stored.Length && written % layout.StoredChunkLength > 0;
        return errno;
    }
}
