using System.Buffers.Binary;
using System.Net.Sockets;

namespace Fathom.Tests.Nfs.Server;

/// <summary>Takes RPC records from a socket.</summary>
/// <remarks>RFC 5531, section 11.</remarks>
internal sealed class FakeRecordReader(Socket socket)
{
    private const uint LastFragment = 0x8000_0000;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Bytes of a further record are here.</summary>
    internal bool HasBuffered => _end > _start;

    /// <summary>Waits for a record.</summary>
    /// <returns>The record; null at the end of the stream.</returns>
    internal byte[]? Read()
    {
        byte[] record = [];
        byte[] mark = new byte[4];
        for (bool isLast = false; !isLast;)
        {
            if (!TryFill(mark))
            {
                return null;
            }

            uint head = BinaryPrimitives.ReadUInt32BigEndian(mark);
            isLast = (head & LastFragment) != 0;
            int had = record.Length;
            Array.Resize(ref record, checked(had + (int)(head & ~LastFragment)));
            if (!TryFill(record.AsSpan(had)))
            {
                return null;
            }
        }

        return record;
    }

    private bool TryFill(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = socket.Receive(_buffer);
                if (_end == 0)
                {
                    return false;
                }
            }

            int count = Math.Min(target.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(target);
            _start += count;
            target = target[count..];
        }

        return true;
    }
}
