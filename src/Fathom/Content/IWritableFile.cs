namespace Fathom;

/// <summary>A file that is open for writing. Thread-safe; calls on bytes that overlap come in any order.</summary>
/// <remarks>Disposing tells nothing of what could not be written in the end: <see cref="Sync"/> first where that matters.</remarks>
public interface IWritableFile : IContentFile
{
    /// <summary>Writes bytes; beyond the end of the file it leaves a gap that reads as zeros.</summary>
    /// <param name="offset">Where, bytes from the beginning; not negative.</param>
    /// <param name="written">Bytes written: all of <paramref name="data"/>, or those before an error.</param>
    /// <returns>Why the bytes after those could not be written: ENOSPC, EDQUOT, EFBIG, EIO.</returns>
    Errno Write(long offset, ReadOnlySpan<byte> data, out int written);

    /// <summary>Cuts the file, or adds zeros.</summary>
    /// <param name="length">Bytes, not negative.</param>
    Errno SetLength(long length);

    /// <summary>Cuts the file, or adds zeros, and may be told to stop. A tree that does it in one step does not heed that.</summary>
    /// <param name="length">Bytes, not negative.</param>
    /// <returns>EINTR where it was told to: the file then has its old length, unless somebody else wrote to it meanwhile.</returns>
    Errno SetLength(long length, CancellationToken cancellation) => SetLength(length);

    /// <summary>Takes room for bytes that will be written later, so that writing them does not fail for lack of it.</summary>
    /// <param name="offset">Where, bytes from the beginning; not negative.</param>
    /// <param name="length">Bytes, more than 0; they read as zeros where nothing was written yet.</param>
    /// <param name="keepsSize">A file that ends before them keeps its size; else it grows.</param>
    /// <returns>EOPNOTSUPP where the tree cannot promise it, ENOSPC where there is no room.</returns>
    Errno Allocate(long offset, long length, bool keepsSize) => Errno.EOPNOTSUPP;

    /// <summary>Sets attributes of the open file, as <see cref="IWritableNode.SetAttributes"/> does.</summary>
    /// <param name="change">What is not null; the size is set with <see cref="SetLength(long)"/>.</param>
    /// <returns>EOPNOTSUPP where only a node can be given attributes; EINVAL for a size.</returns>
    Errno SetAttributes(in NodeChange change) => Errno.EOPNOTSUPP;

    /// <summary>Waits until what was written is on stable storage. After an error bytes may be lost, and a second call may not say so again.</summary>
    /// <param name="isDataOnly">Attributes that are not needed to read it back, such as times, may come later (fdatasync).</param>
    Errno Sync(bool isDataOnly);

    /// <summary>Copies bytes of another file without bringing them here.</summary>
    /// <param name="source">Open for reading, of any tree.</param>
    /// <param name="sourceOffset">Where they begin there, bytes from the beginning; not negative.</param>
    /// <param name="offset">Where they go here; not negative.</param>
    /// <param name="length">Bytes, more than 0; <see cref="long.MaxValue"/> for all to the end of the source. Sharing blocks needs whole blocks
    /// unless the end of the source is reached.</param>
    /// <param name="copied">Bytes copied. Fewer than asked for where the source ends; a tree may also give fewer for no reason, and 0 before the
    /// end of a source whose size it does not know.</param>
    /// <returns>EOPNOTSUPP where it cannot be done this way, with nothing changed; else as for <see cref="Write"/>.</returns>
    Errno CopyFrom(IContentFile source, long sourceOffset, long offset, long length, CopyHow how, out long copied)
    {
        copied = 0;
        return Errno.EOPNOTSUPP;
    }
}
