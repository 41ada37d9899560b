using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Server;

/// <summary>One client's connection: reads calls, answers each, keeps back the replies that are to come later. One thread.</summary>
internal sealed class FakeConnection
{
    // A reply that waits for others goes out when none of them comes: a client that has nothing more to ask waits for it.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly FakeNfsServer _server;
    private readonly Socket _socket;
    private readonly int _number;
    private readonly FakeRecordReader _reader;
    private readonly FakeRecordWriter _writer;
    private readonly XdrWriter _reply = new();
    private readonly List<HeldReply> _held = [];

    internal FakeConnection(FakeNfsServer server, Socket socket, int number)
    {
        (_server, _socket, _number) = (server, socket, number);
        _reader = new FakeRecordReader(socket);
        _writer = new FakeRecordWriter(socket);
    }

    /// <summary>Serves until the client, the server or a script closes the connection.</summary>
    internal void Run()
    {
        try
        {
            while (Wait() && _reader.Read() is byte[] record && Serve(record))
            {
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client, or the end of the test, closed it.
        }
        finally
        {
            Close();
        }
    }

    internal void Close() => _socket.Dispose();

    // Until a record begins; what was answered goes out first, and what is due meanwhile.
    private bool Wait()
    {
        long idleSince = Stopwatch.GetTimestamp();
        while (!_reader.HasBuffered)
        {
            if (_socket.Available > 0)
            {
                return SendDue(isIdle: false);
            }

            bool isIdle = Stopwatch.GetElapsedTime(idleSince) > s_patience;
            if (!SendDue(isIdle))
            {
                return false;
            }

            _writer.Flush();
            if (_held.Count == 0)
            {
                return true;
            }

            if (_socket.Poll(TimeSpan.FromMilliseconds(1), SelectMode.SelectRead) && _socket.Available == 0)
            {
                return false;
            }
        }

        return SendDue(isIdle: false);
    }

    private bool SendDue(bool isIdle)
    {
        long now = Stopwatch.GetTimestamp();
        for (int i = 0; i < _held.Count;)
        {
            HeldReply held = _held[i];
            if (held.DueAt <= now && (held.Before <= 0 || isIdle))
            {
                _held.RemoveAt(i);
                if (!Send(held.Bytes, held.Answer))
                {
                    return false;
                }
            }
            else
            {
                i++;
            }
        }

        return true;
    }

    private bool Serve(byte[] record)
    {
        IPEndPoint client = (IPEndPoint)_socket.RemoteEndPoint!;
        FakeReply reply = new(_server, record, _number, client.Port);
        if (!reply.TryRead(out FakeCall? call))
        {
            return true;
        }

        FakeAnswer answer = _server.Take(call);
        answer.Before?.Invoke(call);
        _reply.Clear();
        reply.Write(call, answer, _reply);
        if (answer.UnknownXidFirst)
        {
            byte[] stranger = _reply.Written.ToArray();
            stranger[0] ^= 0x5a;
            _writer.Write(stranger, FakeAnswer.Correct);
        }

        if (answer.After > 0 || answer.Delay > TimeSpan.Zero)
        {
            long due = Stopwatch.GetTimestamp() + (long)(answer.Delay.TotalSeconds * Stopwatch.Frequency);
            _held.Add(new HeldReply(_reply.Written.ToArray(), answer, due) { Before = answer.After });
            return true;
        }

        return Send(_reply.Written, answer);
    }

    private bool Send(ReadOnlySpan<byte> reply, FakeAnswer answer)
    {
        foreach (HeldReply held in _held)
        {
            held.Before--;
        }

        return _writer.Write(reply, answer);
    }

    private sealed class HeldReply(byte[] bytes, FakeAnswer answer, long dueAt)
    {
        internal byte[] Bytes => bytes;

        internal FakeAnswer Answer => answer;

        internal long DueAt => dueAt;

        internal int Before { get; set; }
    }
}
