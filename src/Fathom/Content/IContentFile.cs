namespace Fathom;

/// <summary>An open file. Thread-safe: several threads may read at once, and neither waits for the other longer than the tree must.</summary>
public interface IContentFile : IDisposable
{
    /// <summary>Reads bytes.</summary>
    /// <param name="offset">Where, bytes from the beginning; not negative.</param>
    /// <param name="buffer">Filled as far as the file reaches.</param>
    /// <param name="read">Bytes read: fewer than asked for only at the end of the file, or before an error.</param>
    /// <returns>Why the bytes after those cannot be read; EBADF for a file that may be written and not read.</returns>
    Errno Read(long offset, Span<byte> buffer, out int read);

    /// <summary>Says how the next reads come, so that no more is fetched than they ask for, or more. A hint: a tree without use for it does nothing.</summary>
    /// <param name="isRandom">Here and there in the file; otherwise from front to back, as before the first call.</param>
    void ExpectReads(bool isRandom)
    {
    }

    /// <summary>Says that a stretch is likely to be read soon, so that it may be fetched meanwhile. A hint: it does not wait, and tells of no error.</summary>
    /// <param name="offset">Bytes from the beginning; not negative.</param>
    /// <param name="length">Bytes; the file may end before.</param>
    void ExpectRead(long offset, long length)
    {
    }

    /// <summary>Does what reads left to be done that nobody has to wait for. A hint, for who reads for somebody else and has just given the bytes on.</summary>
    /// <remarks>Also after the file was disposed of, which it does not mind.</remarks>
    void AfterRead()
    {
    }

    /// <summary>Reads bytes, and fetches attributes as they are afterwards, which many a server sends along.</summary>
    /// <param name="offset">Where, bytes from the beginning; not negative.</param>
    /// <param name="buffer">Filled as far as the file reaches.</param>
    /// <param name="mask">Attributes that are wanted; others may be there too, or be 0.</param>
    /// <param name="read">As <see cref="Read(long, Span{byte}, out int)"/> gives it.</param>
    /// <param name="attributes">Null where the bytes or the attributes cannot be had.</param>
    /// <returns>As <see cref="Read(long, Span{byte}, out int)"/>.</returns>
    Errno Read(long offset, Span<byte> buffer, StatMask mask, out int read, out NodeAttributes? attributes)
    {
        attributes = null;
        Errno errno = Read(offset, buffer, out read);
        if (errno == Errno.None && ReadAttributes(mask, out NodeAttributes now) == Errno.None)
        {
            attributes = now;
        }

        return errno;
    }

    /// <summary>Fetches attributes as they are now, whatever name the file has by then.</summary>
    /// <param name="mask">Attributes that are wanted; others may be there too, or be 0.</param>
    Errno ReadAttributes(StatMask mask, out NodeAttributes attributes);

    /// <summary>Finds what there is to read behind an offset: between such stretches are holes, which read as zeros.</summary>
    /// <param name="offset">Where the search begins, bytes from the beginning; not negative.</param>
    /// <param name="start">Where the first stretch at or behind the offset begins, or the offset if that lies inside of one.</param>
    /// <param name="end">Where that stretch ends. It equals <paramref name="start"/> if nothing but a hole, or nothing at all, follows.</param>
    /// <remarks>A tree that knows of no holes calls everything up to the end of the file one stretch.</remarks>
    Errno FindData(long offset, out long start, out long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Errno errno = ReadAttributes(StatMask.Size, out NodeAttributes attributes);
        start = offset;
        end = Math.Max(offset, attributes.Size);
        return errno;
    }
}
