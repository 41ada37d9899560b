using System.Runtime.InteropServices;

namespace Fathom.Index;

/// <summary>Strings in native memory that DuckDB reads by pointer: they stay where they are until <see cref="Reset"/>.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private const int ChunkSize = 1 << 20;

    private readonly List<(nint Start, int Size)> _chunks = [];
    private int _chunk;
    private long _taken;
    private int _used;

    /// <summary>Strings of one of DuckDB's chunks may take this much, and then it is full: paths in a deep tree are long.</summary>
    internal const long Enough = 4L << 20;

    /// <summary>The chunk has as many bytes of strings as it should.</summary>
    internal bool IsFull => _taken >= Enough;

    /// <summary>Takes room for a string that the caller writes.</summary>
    internal Span<byte> Take(int length)
    {
        while (_chunk < _chunks.Count && _used + length > _chunks[_chunk].Size)
        {
            _chunk++;
            _used = 0;
        }

        if (_chunk == _chunks.Count)
        {
            int size = Math.Max(ChunkSize, length);
            _chunks.Add(((nint)NativeMemory.Alloc((nuint)size), size));
            _used = 0;
        }

        byte* start = (byte*)_chunks[_chunk].Start + _used;
        _used += length;
        _taken += length;
        return new Span<byte>(start, length);
    }

    internal DuckString Put(ReadOnlySpan<byte> bytes)
    {
        Span<byte> room = Take(bytes.Length);
        bytes.CopyTo(room);
        return AsString(room);
    }

    internal DuckString PutReadable(ReadOnlySpan<byte> bytes)
    {
        Span<byte> room = Take(ReadableText.MaxLength(bytes.Length));
        return AsString(room[..ReadableText.Write(bytes, room)]);
    }

    /// <summary>The string that stands in <paramref name="taken"/>, which this arena gave out.</summary>
    internal static DuckString AsString(Span<byte> taken)
    {
        fixed (byte* start = taken)
        {
            return DuckString.Of(start, taken.Length);
        }
    }

    /// <summary>Nobody reads the strings any more. Large chunks go: one long path must not keep memory for ever.</summary>
    internal void Reset()
    {
        for (int i = _chunks.Count - 1; i > 0; i--)
        {
            NativeMemory.Free((void*)_chunks[i].Start);
            _chunks.RemoveAt(i);
        }

        _chunk = 0;
        _used = 0;
        _taken = 0;
    }

    public void Dispose()
    {
        Reset();
        foreach ((nint start, _) in _chunks)
        {
            NativeMemory.Free((void*)start);
        }

        _chunks.Clear();
    }
}
