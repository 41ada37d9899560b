using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Fathom.Tests.Nfs.Server;

/// <summary>Puts replies on a socket as their <see cref="FakeAnswer"/> says; whole ones are collected and sent together.</summary>
internal sealed class FakeRecordWriter(Socket socket)
{
    private const uint LastFragment = 0x8000_0000;
    private const int SendAbove = 256 * 1024;

    private readonly ArrayBufferWriter<byte> _waiting = new();

    /// <summary>Takes a reply.</summary>
    /// <returns>Whether the connection goes on.</returns>
    internal bool Write(ReadOnlySpan<byte> reply, FakeAnswer answer)
    {
        byte[] bytes = answer.Raw ?? Frame(reply, answer.FragmentSize);
        if (answer.CutAfter is int cut)
        {
            Flush();
            Send(bytes.AsSpan(0, Math.Min(cut, bytes.Length)), answer.SegmentSize);
            return false;
        }

        for (int i = 0; i < answer.Times; i++)
        {
            if (answer.SegmentSize > 0)
            {
                Flush();
                Send(bytes, answer.SegmentSize);
            }
            else
            {
                _waiting.Write(bytes);
            }
        }

        if (_waiting.WrittenCount > SendAbove)
        {
            Flush();
        }

        return true;
    }

    internal void Flush()
    {
        Send(_waiting.WrittenSpan, 0);
        _waiting.ResetWrittenCount();
    }

    private static byte[] Frame(ReadOnlySpan<byte> record, int fragmentSize)
    {
        int size = fragmentSize > 0 ? fragmentSize : record.Length;
        ArrayBufferWriter<byte> framed = new(record.Length + 4);
        Span<byte> mark = stackalloc byte[4];
        do
        {
            int count = Math.Min(size, record.Length);
            BinaryPrimitives.WriteUInt32BigEndian(mark, (uint)count | (count == record.Length ? LastFragment : 0));
            framed.Write(mark);
            framed.Write(record[..count]);
            record = record[count..];
        }
        while (!record.IsEmpty);

        return framed.WrittenSpan.ToArray();
    }

    private void Send(ReadOnlySpan<byte> bytes, int segmentSize)
    {
        int size = segmentSize > 0 ? segmentSize : int.MaxValue;
        while (!bytes.IsEmpty)
        {
            int sent = socket.Send(bytes[..Math.Min(size, bytes.Length)]);
            bytes = bytes[sent..];
        }
    }
}
