using System.Net;
using System.Net.Sockets;

namespace Fathom.Tests.Nfs.Server;

/// <summary>One service of a <see cref="FakeNfsServer"/>: a port, a thread that accepts, and one thread a connection.</summary>
internal sealed class FakeListener
{
    private readonly FakeNfsServer _server;
    private readonly IPAddress _address;
    private readonly Lock _lock = new();
    private readonly List<FakeConnection> _connections = [];
    private Socket? _socket;

    internal FakeListener(FakeNfsServer server, IPAddress address)
    {
        (_server, _address) = (server, address);
        Start();
    }

    /// <summary>The same after a restart.</summary>
    internal int Port { get; private set; }

    /// <summary>Connections that were made.</summary>
    internal int Accepted { get; private set; }

    internal void Start()
    {
        Socket socket = new(_address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(_address, Port));
        socket.Listen(64);
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        lock (_lock)
        {
            _socket = socket;
        }

        new Thread(() => Accept(socket)) { IsBackground = true, Name = "fake NFS listener" }.Start();
    }

    internal void Stop()
    {
        lock (_lock)
        {
            _socket?.Dispose();
            _socket = null;
        }

        CloseConnections();
    }

    internal void CloseConnections()
    {
        lock (_lock)
        {
            _connections.ForEach(static connection => connection.Close());
            _connections.Clear();
        }
    }

    private void Accept(Socket socket)
    {
        try
        {
            while (true)
            {
                Socket client = socket.Accept();
                client.NoDelay = true;
                Serve(socket, client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private void Serve(Socket listener, Socket client)
    {
        lock (_lock)
        {
            // Accepted while the server was being stopped.
            if (_socket != listener)
            {
                client.Dispose();
                return;
            }

            FakeConnection connection = new(_server, client, Accepted++);
            _connections.Add(connection);
            new Thread(connection.Run) { IsBackground = true, Name = "fake NFS connection" }.Start();
        }
    }
}
