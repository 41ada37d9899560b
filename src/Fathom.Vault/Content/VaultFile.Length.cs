using System.Buffers;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <content>The length of the content.</content>
internal sealed partial class VaultFile
{
    // Below this it is cheaper to try.
    private const long MinCheckedGap = 16 << 20;

    /// <inheritdoc/>
    public Errno SetLength(long length) => SetLength(length, CancellationToken.None);

    /// <inheritdoc/>
    public Errno SetLength(long length, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (_writable is null)
        {
            return Errno.EBADF;
        }

        if (length > MaxLength)
        {
            return Errno.EFBIG;
        }

        _content.Lock.EnterWriteLock();
        try
        {
            Errno errno = ReadLength(out long old);
            if (errno is Errno.None or Errno.EBADMSG && length <= old)
            {
                return Cut(length, old);
            }

            if (errno != Errno.None)
            {
                return errno;
            }
        }
        finally
        {
            _content.Lock.ExitWriteLock();
        }

        return Extend(length, cancellation);
    }

    /// <summary>Adds encrypted zeros, a stretch at a time: all, or none.</summary>
    /// <remarks>Others come in between. What was added is taken back only where none of them changed the file, because nothing of theirs may be lost.</remarks>
    private Errno Extend(long end, CancellationToken cancellation)
    {
        long start = -1;
        long changes = 0;
        while (true)
        {
            _content.Lock.EnterWriteLock();
            try
            {
                Errno errno = ReadLength(out long length);
                if (errno == Errno.None && length >= end)
                {
                    return Errno.None;
                }

                bool isFirst = start < 0;
                bool isAlone = isFirst || _content.Changes == changes;
                start = isFirst ? length : start;
                errno = errno == Errno.None && isFirst ? CheckRoom(end - length) : errno;
                errno = errno == Errno.None && cancellation.IsCancellationRequested ? Errno.EINTR : errno;
                errno = errno == Errno.None ? AddZeros(length, end) : errno;
                if (errno != Errno.None)
                {
                    return isAlone && !isFirst ? TakeBack(start, errno) : errno;
                }

                // Never equal again once somebody else came in between.
                changes = isAlone ? _content.Changes : -1;
            }
            finally
            {
                _content.Lock.ExitWriteLock();
            }

            LetOthersIn();
        }
    }

    private Errno AddZeros(long length, long end)
    {
        (long number, long within) = Math.DivRem(length, CipherLayout.ChunkLength);
        if (within > 0)
        {
            int padded = (int)Math.Min(CipherLayout.ChunkLength, end - (length - within));
            return EditChunk(number, padded, [], length);
        }

        int count = (int)Math.Min(end - length, ChunkRun.MaxChunks * CipherLayout.ChunkLength);
        int storedLength = ChunkRun.StoredLength(_tree.Layout, count);
        byte[] rented = ArrayPool<byte>.Shared.Rent(storedLength);
        try
        {
            Span<byte> stored = rented.AsSpan(0, storedLength);
            ChunkRun.EncryptZeros(Codec, number, stored);
            Errno errno = Store(number, stored, out _, out _);
            if (errno != Errno.None)
            {
                Trim(length);
            }

            return errno;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private Errno TakeBack(long start, Errno why)
    {
        Errno errno = ReadLength(out long length);
        _ = errno == Errno.None && length > start ? Cut(start, length) : errno;
        return why;
    }

    /// <summary>Cuts the content, also where only an empty last chunk is left out.</summary>
    /// <param name="old">Length now: what is not cut of it must be whole.</param>
    private Errno Cut(long length, long old)
    {
        ContentSize.ToStored(_tree.Layout, length, out long storedSize);
        (long number, long rest) = Math.DivRem(length, CipherLayout.ChunkLength);
        int kept = (int)Math.Min(CipherLayout.ChunkLength, old - (length - rest));
        _content.Changes++;
        if (rest > 0 && rest < kept)
        {
            return CutChunk(number, (int)rest, kept, storedSize);
        }

        _tree.Chunks.Remove(_content, rest > 0 ? number + 1 : number);
        return _writable!.SetLength(storedSize);
    }

    // Shorter first and then the end: a kill in between leaves this chunk unreadable, and all others as they were.
    private Errno CutChunk(long number, int rest, int kept, long storedSize)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(CipherLayout.ChunkLength);
        Span<byte> cleartext = rented.AsSpan(0, kept);
        try
        {
            Errno errno = LoadChunk(number, rented.AsSpan(0, CipherLayout.ChunkLength), kept);
            if (errno != Errno.None)
            {
                return errno;
            }

            errno = StoreChunk(number, cleartext[..rest], out bool isTorn);
            bool isStored = errno == Errno.None;
            errno = isStored ? _writable!.SetLength(storedSize) : errno;
            if (errno == Errno.None)
            {
                _tree.Chunks.Remove(_content, number);
                _tree.Chunks.Add(_content, number, cleartext[..rest]);
            }
            else if (isStored || isTorn)
            {
                PutBack(number, cleartext);
            }

            return errno;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(cleartext);
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads the length of the content now. Others may change the stored file, so nothing is remembered.</summary>
    /// <param name="length">Where the result is EBADMSG, because the last chunk has no room for its nonce and tag, that
    /// of the chunks before it; -1 where the header is cut.</param>
    private Errno ReadLength(out long length)
    {
        CipherLayout layout = _tree.Layout;
        Errno errno = _stored.ReadAttributes(StatMask.Size, out NodeAttributes attributes);
        length = 0;
        errno = errno == Errno.None ? ContentSize.ToCleartext(in layout, attributes.Size, out length) : errno;
        if (errno == Errno.EBADMSG)
        {
            long chunks = attributes.Size - layout.HeaderLength;
            length = chunks < 0 ? -1 : chunks / layout.StoredChunkLength * CipherLayout.ChunkLength;
        }

        return errno;
    }

    // After an error: what was stored of chunks behind the end is no part of the content.
    private void Trim(long length)
    {
        ContentSize.ToStored(_tree.Layout, length, out long storedSize);
        Errno errno = _stored.ReadAttributes(StatMask.Size, out NodeAttributes attributes);
        if (errno == Errno.None && attributes.Size > storedSize)
        {
            _writable!.SetLength(storedSize);
        }
    }

    // A mistaken length fills the disk otherwise, for minutes, before it is an error.
    private Errno CheckRoom(long gap)
    {
        bool isKnown = gap >= MinCheckedGap & _tree.ReadSpace(out TreeSpace space) == Errno.None && space.TotalBytes > 0;
        return isKnown && space.FreeBytes < gap ? Errno.ENOSPC : Errno.None;
    }
}
