using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Rpc;

/// <summary>The other end of connections: a script for each connection, in the order in which they are made, one after the other.</summary>
internal sealed class RpcPeer : IDisposable
{
    private const int PollMicroseconds = 5_000;

    private readonly TcpListener _listener;
    private readonly Action<PeerConnection>[] _scripts;
    private readonly Thread _thread;
    private volatile bool _isStopped;
    private Exception? _failure;

    /// <param name="port">0 for any.</param>
    internal RpcPeer(int port, params Action<PeerConnection>[] scripts)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Address = (IPEndPoint)_listener.LocalEndpoint;
        _scripts = scripts;
        _thread = new Thread(Run) { IsBackground = true, Name = "rpc peer" };
        _thread.Start();
    }

    internal RpcPeer(params Action<PeerConnection>[] scripts)
        : this(0, scripts)
    {
    }

    internal IPEndPoint Address { get; }

    internal RpcTarget Target => new() { Host = "127.0.0.1", Addresses = [Address] };

    /// <summary>An address at which nothing listens.</summary>
    internal static IPEndPoint DeadAddress()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Ends the peer; what failed in a script fails here. Dispose the client first: a script reads until the client is gone.</summary>
    public void Dispose()
    {
        _isStopped = true;
        _thread.Join();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    private void Run()
    {
        try
        {
            foreach (Action<PeerConnection> script in _scripts)
            {
                // Not a plain accept: that one does not see on every system that its socket was closed.
                while (!_listener.Server.Poll(PollMicroseconds, SelectMode.SelectRead))
                {
                    if (_isStopped)
                    {
                        return;
                    }
                }

                using PeerConnection connection = new(_listener.AcceptSocket());
                RunOne(script, connection);
            }
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
        finally
        {
            _listener.Stop();
        }
    }

    private static void RunOne(Action<PeerConnection> script, PeerConnection connection)
    {
        try
        {
            script(connection);
        }
        catch (IOException)
        {
            // The client is gone.
        }
    }
}
