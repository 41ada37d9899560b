using System.Buffers.Binary;
using System.Numerics;

namespace Fathom.Nfs;

/// <summary>Writes XDR into one array that grows and is used again.</summary>
/// <remarks>RFC 4506. Not thread-safe.</remarks>
internal sealed class XdrWriter(int capacity = 512)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>Bytes written; a multiple of 4.</summary>
    internal int Length { get; private set; }

    /// <summary>What was written. Valid until the next write.</summary>
    internal Span<byte> Written => _bytes.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    internal void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(sizeof(uint)), value);

    internal void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(sizeof(ulong)), value);

    internal void WriteBool(bool value) => WriteUInt32(value ? 1u : 0u);

    /// <summary>Writes variable-length opaque data, or a string: length, bytes, padding.</summary>
    internal void WriteOpaque(ReadOnlySpan<byte> bytes)
    {
        WriteUInt32((uint)bytes.Length);
        WriteFixed(bytes);
    }

    /// <summary>Writes fixed-length opaque data: bytes, padding.</summary>
    internal void WriteFixed(ReadOnlySpan<byte> bytes)
    {
        Span<byte> room = Take((bytes.Length + 3) & ~3);
        bytes.CopyTo(room);
        room[bytes.Length..].Clear();
    }

    private Span<byte> Take(int count)
    {
        int end = checked(Length + count);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)BitOperations.RoundUpToPowerOf2((uint)end));
        }

        Span<byte> taken = _bytes.AsSpan(Length, count);
        Length = end;
        return taken;
    }
}
