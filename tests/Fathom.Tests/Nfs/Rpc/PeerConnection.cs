using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Rpc;

/// <summary>One connection as a server sees it.</summary>
internal sealed class PeerConnection(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    internal int RemotePort { get; } = ((IPEndPoint)socket.RemoteEndPoint!).Port;

    /// <summary>Reads a call; it must be one fragment, as this client sends them.</summary>
    /// <exception cref="IOException">The client is gone.</exception>
    internal PeerCall Read()
    {
        byte[] mark = new byte[4];
        _stream.ReadExactly(mark);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(mark);
        if ((length & RpcHeader.LastFragment) == 0)
        {
            throw new InvalidOperationException("A call in several fragments.");
        }

        byte[] record = new byte[length & ~RpcHeader.LastFragment];
        _stream.ReadExactly(record);
        return new PeerCall(record);
    }

    /// <summary>Whether the client ended the connection; waits for that, or for more.</summary>
    internal bool IsOver() => _stream.ReadByte() < 0;

    internal void Send(params ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Accepts a call, with these results, in one fragment.</summary>
    internal void Answer(uint xid, params ReadOnlySpan<byte> body) => Send(Framed(Accepted(xid, 0, body)));

    /// <summary>Answers every call with its own arguments, until the client is gone.</summary>
    internal void Echo()
    {
        while (true)
        {
            PeerCall call = Read();
            Answer(call.Xid, call.Arguments);
        }
    }

    /// <summary>One record as one fragment.</summary>
    internal static byte[] Framed(ReadOnlySpan<byte> record) => [.. Fragment(record, isLast: true)];

    internal static byte[] Fragment(ReadOnlySpan<byte> bytes, bool isLast)
    {
        byte[] whole = new byte[bytes.Length + 4];
        BinaryPrimitives.WriteUInt32BigEndian(whole, (uint)bytes.Length | (isLast ? RpcHeader.LastFragment : 0));
        bytes.CopyTo(whole.AsSpan(4));
        return whole;
    }

    /// <summary>A reply that was accepted (MSG_ACCEPTED) with a status.</summary>
    internal static byte[] Accepted(uint xid, uint status, params ReadOnlySpan<byte> body) => [.. Words(xid, 1, 0, 0, 0, status), .. body];

    internal static byte[] Words(params ReadOnlySpan<uint> words)
    {
        XdrWriter writer = new();
        foreach (uint word in words)
        {
            writer.WriteUInt32(word);
        }

        return writer.Written.ToArray();
    }

    public void Dispose() => _stream.Dispose();
}
