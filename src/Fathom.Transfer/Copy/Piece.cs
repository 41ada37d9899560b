using System.Runtime.ExceptionServices;

namespace Fathom.Transfer;

/// <summary>Bytes of a file that one thread reads and another one writes.</summary>
/// <param name="isLast">The attributes of the file are wanted with them.</param>
internal sealed class Piece(IContentFile source, long offset, int length, bool isLast)
{
    /// <summary>Where it begins.</summary>
    internal long Offset => offset;

    /// <summary>Bytes that were asked for.</summary>
    internal int Length => length;

    /// <summary>From when it is read until it is released; guarded by the lock of <see cref="PieceReaders"/>.</summary>
    internal byte[]? Buffer { get; set; }

    /// <summary>All below is final; guarded by the lock of <see cref="PieceReaders"/>.</summary>
    internal bool IsRead { get; set; }

    /// <summary>Bytes that were read.</summary>
    internal int Count { get; private set; }

    /// <summary>Why the bytes after those were not.</summary>
    internal Errno Errno { get; private set; }

    /// <summary>Of the file after the last piece; null where they could not be had, and of others.</summary>
    internal NodeAttributes? After { get; private set; }

    /// <summary>The tree was lost.</summary>
    internal ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>Reads it.</summary>
    internal void Read()
    {
        try
        {
            int read;
            NodeAttributes? after = null;
            Errno = isLast
                ? source.Read(offset, Buffer.AsSpan(0, length), StatMask.Size | StatMask.Mtime, out read, out after)
                : source.Read(offset, Buffer.AsSpan(0, length), out read);
            (Count, After) = (read, after);
        }
#pragma warning disable CA1031 // A thread's entry point: who waits for the piece throws it again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failure = ExceptionDispatchInfo.Capture(failure);
        }
    }
}
