namespace Fathom.Transfer;

/// <summary>Reads a stretch of a file from front to back, with pieces of it on their way. Used by one thread.</summary>
internal sealed class AheadReader(PieceReaders readers, IContentFile source, long length) : IDisposable
{
    private readonly Queue<Piece> _pieces = new();
    private long _next;
    private long _end;

    /// <summary>Size and time of the file after its last byte was read; null before, and where they could not be had.</summary>
    internal NodeAttributes? After { get; private set; }

    /// <summary>Takes the next bytes, which stay until the next call.</summary>
    /// <param name="offset">Where the last ones ended, or behind <paramref name="end"/> of that call.</param>
    /// <param name="end">Where the stretch ends: what lies behind it is not read ahead.</param>
    /// <param name="data">A piece: fewer bytes only at the end of the file, or before an error.</param>
    /// <returns>Why the bytes after those cannot be read.</returns>
    internal Errno Read(long offset, long end, out ReadOnlySpan<byte> data)
    {
        if (_pieces.TryDequeue(out Piece? written))
        {
            readers.Release(written);
        }

        _next = _pieces.Count == 0 ? offset : _next;
        _end = Math.Min(Math.Max(end, offset + 1), length);
        while (_next < _end && _pieces.Count < readers.Depth)
        {
            int size = (int)Math.Min(readers.Size, length - _next);
            Piece asked = new(source, _next, size, isLast: _next + size == length);
            _pieces.Enqueue(asked);
            readers.Ask(asked);
            _next += size;
        }

        Piece piece = _pieces.Peek();
        readers.Await(piece);
        After = piece.After;
        data = piece.Buffer.AsSpan(0, piece.Count);
        return piece.Errno;
    }

    /// <summary>Gives everything back, also what is still being read.</summary>
    public void Dispose()
    {
        while (_pieces.TryDequeue(out Piece? piece))
        {
            readers.Release(piece);
        }
    }
}
