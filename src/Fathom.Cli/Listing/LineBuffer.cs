using System.Buffers;
using System.Buffers.Text;

namespace Fathom.Cli;

/// <summary>Lines that one worker has formatted and not yet handed over; grows, and is used again.</summary>
internal sealed class LineBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[80 * 1024];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    internal void Write(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    internal void Write(long value)
    {
        _ = Utf8Formatter.TryFormat(value, GetSpan(20), out int length);
        Length += length;
    }

    internal void Write(ulong value)
    {
        _ = Utf8Formatter.TryFormat(value, GetSpan(20), out int length);
        Length += length;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length));
        Length += count;
    }

    private void Reserve(int count)
    {
        int needed = checked(Length + Math.Max(count, 1));
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L)));
        }
    }
}
