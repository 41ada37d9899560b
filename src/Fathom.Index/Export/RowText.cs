using System.Buffers;
using System.Buffers.Text;

namespace Fathom.Index;

/// <summary>Bytes on their way into a file: a buffer that goes out when it is full.</summary>
internal sealed class RowText(Stream output) : IBufferWriter<byte>
{
    private const int FlushAt = 256 << 10;

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt + (64 << 10));

    internal void Write(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    internal void Write(ulong value)
    {
        _ = Utf8Formatter.TryFormat(value, _buffer.GetSpan(20), out int length);
        _buffer.Advance(length);
    }

    internal void Write(long value)
    {
        _ = Utf8Formatter.TryFormat(value, _buffer.GetSpan(20), out int length);
        _buffer.Advance(length);
    }

    /// <summary>To be called after each row.</summary>
    internal void EndRow()
    {
        if (_buffer.WrittenCount >= FlushAt)
        {
            Flush();
        }
    }

    internal void Flush()
    {
        output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    public void Advance(int count) => _buffer.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _buffer.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _buffer.GetSpan(sizeHint);
}
