using System.Net;

namespace Fathom.Nfs;

/// <summary>Asks a server's portmapper on which port a program listens.</summary>
/// <remarks>RFC 1833, section 3 (version 2), over TCP. An address that refuses is tried once.</remarks>
internal sealed class PortmapClient : IDisposable
{
    /// <summary>The port that portmappers listen on.</summary>
    internal const int Port = 111;

    internal const uint PMAP_PROG = 100000;
    internal const uint PMAP_VERS = 2;

    internal static readonly RpcProcedure GetPortProcedure = new(PMAP_PROG, PMAP_VERS, 3, "GETPORT");

    private const uint IPPROTO_TCP = 6;

    private readonly RpcService _service;

    /// <param name="target">As <see cref="TargetOf"/> makes it.</param>
    internal PortmapClient(RpcTarget target, RpcConnectionOptions options, RpcStatistics statistics)
    {
        // A portmapper asks nobody who he is.
        _service = new RpcService(target, options with { Credential = NfsCredential.Anonymous }, statistics);
    }

    /// <summary>The portmapper of a host.</summary>
    internal static RpcTarget TargetOf(string host, IEnumerable<IPAddress> addresses, int port = Port) => new()
    {
        Host = host,
        Addresses = [.. addresses.Select(address => new IPEndPoint(address, port))],
        Service = "portmapper (a URL with ?nfsport= and &mountport= needs none)",
    };

    /// <summary>The TCP port of a program.</summary>
    /// <returns>0 if the program is not registered.</returns>
    /// <exception cref="FathomException">There is no portmapper, or it gives no sensible answer.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal int GetPort(uint program, uint version, CancellationToken cancellation)
    {
        XdrWriter arguments = _service.Begin(GetPortProcedure);
        arguments.WriteUInt32(program);
        arguments.WriteUInt32(version);
        arguments.WriteUInt32(IPPROTO_TCP);
        arguments.WriteUInt32(0);
        XdrReader reader = new(_service.Finish(cancellation));
        return reader.TryReadUInt32(out uint port) && port <= ushort.MaxValue
            ? (int)port
            : throw _service.Failure(GetPortProcedure, Errno.EBADMSG);
    }

    public void Dispose() => _service.Dispose();
}
