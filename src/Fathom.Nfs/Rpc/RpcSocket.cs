using System.Net;
using System.Net.Sockets;

namespace Fathom.Nfs;

/// <summary>A TCP socket that never waits, but to connect and where it is told to.</summary>
/// <remarks>Only synchronous calls: an asynchronous one would register the socket with the runtime's epoll thread, which then wakes for every
/// segment that arrives.</remarks>
internal sealed class RpcSocket : IDisposable
{
    private const int LowestPort = 512;
    private const int HighestPort = 1023;
    private const int MaxPortTries = 32;
    private const int PollMicroseconds = 100_000;

    private readonly Socket _socket;

    private RpcSocket(Socket socket) => _socket = socket;

    /// <summary>The port that the connection comes from.</summary>
    internal int SourcePort => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Makes a connection.</summary>
    /// <param name="privileged">From a port below 1024, if one is to be had.</param>
    /// <param name="isOver">Asked ten times a second whether to give up, with <see cref="Errno.ETIMEDOUT"/>.</param>
    internal static Errno Connect(IPEndPoint address, bool privileged, Func<bool> isOver, out RpcSocket? connection)
    {
        int port = Random.Shared.Next(LowestPort, HighestPort + 1);
        for (int i = 0; privileged && i < MaxPortTries; i++)
        {
            Errno errno = Connect(address, port, isOver, out connection);
            if (errno == Errno.EACCES)
            {
                break;
            }

            // In use, or used by a connection to the same server that is not quite over.
            if (errno != Errno.EADDRINUSE)
            {
                return errno;
            }

            port = port > LowestPort ? port - 1 : HighestPort;
        }

        return Connect(address, 0, isOver, out connection);
    }

    /// <summary>Sends as much as the socket takes.</summary>
    /// <param name="sent">Bytes sent; 0 if it takes none now.</param>
    internal Errno Send(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
        return error is SocketError.WouldBlock or SocketError.Interrupted ? Errno.None : SocketErrno.ToErrno(error);
    }

    /// <summary>Receives what is there.</summary>
    /// <param name="received">Bytes received; 0 if there are none now.</param>
    /// <returns><see cref="Errno.ECONNRESET"/> also if the server ended the connection in good order.</returns>
    internal Errno Receive(Span<byte> room, out int received)
    {
        received = _socket.Receive(room, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.WouldBlock or SocketError.Interrupted => Errno.None,
            SocketError.Success => received > 0 ? Errno.None : Errno.ECONNRESET,
            _ => SocketErrno.ToErrno(error),
        };
    }

    /// <summary>Waits until there is something to receive, or an error.</summary>
    internal void WaitForInput(int microseconds) => Wait(SelectMode.SelectRead, microseconds);

    /// <summary>Waits until the socket takes more, or an error.</summary>
    internal void WaitForOutput(int microseconds) => Wait(SelectMode.SelectWrite, microseconds);

    public void Dispose() => _socket.Dispose();

    private void Wait(SelectMode mode, int microseconds)
    {
        try
        {
            _socket.Poll(microseconds, mode);
        }
        catch (SocketException)
        {
            // The next send or receive gives the error.
        }
    }

    private static Errno Connect(IPEndPoint address, int port, Func<bool> isOver, out RpcSocket? connection)
    {
        connection = null;
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
            if (port != 0)
            {
                socket.Bind(new IPEndPoint(address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, port));
            }

            SocketError error = Start(socket, address);
            while (error == SocketError.WouldBlock)
            {
                error = socket.Poll(PollMicroseconds, SelectMode.SelectWrite) ? LastError(socket)
                    : isOver() ? SocketError.TimedOut
                    : SocketError.WouldBlock;
            }

            if (error == SocketError.Success)
            {
                connection = new RpcSocket(socket);
                socket = null;
            }

            return SocketErrno.ToErrno(error);
        }
        catch (SocketException failure)
        {
            return SocketErrno.ToErrno(failure.SocketErrorCode);
        }
        finally
        {
            socket?.Dispose();
        }
    }

    private static SocketError Start(Socket socket, IPEndPoint address)
    {
        try
        {
            socket.Connect(address);
            return SocketError.Success;
        }
        catch (SocketException failure)
        {
            // WouldBlock: under way.
            return failure.SocketErrorCode;
        }
    }

    private static SocketError LastError(Socket socket) =>
        (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
}
