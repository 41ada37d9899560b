namespace Fathom;

/// <summary>Bytes that stay: appended, never moved, found again by offset. For one writer.</summary>
internal sealed class ByteArena
{
    private const int ChunkSize = 64 * 1024;

    private readonly List<byte[]> _chunks = [];
    private int _used = ChunkSize;

    /// <summary>Copies bytes; at most <see cref="ChunkSize"/>, or they get a chunk of their own.</summary>
    /// <returns>Where they stand.</returns>
    internal long Append(ReadOnlySpan<byte> bytes)
    {
        if (_used + bytes.Length > ChunkSize)
        {
            _chunks.Add(new byte[Math.Max(ChunkSize, bytes.Length)]);
            _used = 0;
        }

        int at = _used;
        bytes.CopyTo(_chunks[^1].AsSpan(at));
        _used += bytes.Length;
        return ((long)(_chunks.Count - 1) << 32) | (uint)at;
    }

    internal ReadOnlySpan<byte> Get(long offset, int length) => _chunks[(int)(offset >> 32)].AsSpan((int)offset, length);
}
