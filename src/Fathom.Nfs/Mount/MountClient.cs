using System.Net;

namespace Fathom.Nfs;

/// <summary>Asks a server's MOUNT service for handles of exports.</summary>
/// <remarks>RFC 1813, section 5. An address that refuses is tried once.</remarks>
internal sealed class MountClient(RpcTarget target, RpcConnectionOptions options, RpcStatistics statistics) : IDisposable
{
    private readonly RpcService _service = new(target, options, statistics);

    /// <summary>The MOUNT service of a host.</summary>
    internal static RpcTarget TargetOf(string host, IEnumerable<IPAddress> addresses, int port) => new()
    {
        Host = host,
        Addresses = [.. addresses.Select(address => new IPEndPoint(address, port))],
        Service = "mount service",
    };

    /// <summary>Asks for the handle of an export, or of a directory below one.</summary>
    /// <param name="path">Raw bytes, beginning with '/'.</param>
    /// <param name="flavours">Authentication flavours that the server takes there, its favourite first; empty if it says none.</param>
    /// <returns>Why the server refused; <see cref="Errno.EBADMSG"/> if its answer is malformed.</returns>
    /// <exception cref="FathomException">There is no MOUNT service, or not this version of it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal Errno Mount(
        ReadOnlySpan<byte> path, out NfsFileHandle handle, out IReadOnlyList<uint> flavours, CancellationToken cancellation)
    {
        handle = default;
        flavours = [];
        if (path.Length > Mount3.MNTPATHLEN)
        {
            return Errno.ENAMETOOLONG;
        }

        _service.Begin(Mount3.Mnt).WriteOpaque(path);
        return MountReply.Decode(_service.Finish(cancellation), out handle, out flavours);
    }

    /// <summary>Tells the server that an export is not used any more. It keeps a list for its administrator; nothing depends on it.</summary>
    /// <exception cref="FathomException">There is no MOUNT service, or not this version of it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal void Unmount(ReadOnlySpan<byte> path, CancellationToken cancellation)
    {
        _service.Begin(Mount3.Umnt).WriteOpaque(path);
        _service.Finish(cancellation);
    }

    /// <summary>What the server exports, in its order.</summary>
    /// <exception cref="FathomException">There is no MOUNT service, or its answer is malformed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal IReadOnlyList<NfsExport> ListExports(CancellationToken cancellation)
    {
        _service.Begin(Mount3.Export);
        Errno errno = ExportList.Decode(_service.Finish(cancellation), out IReadOnlyList<NfsExport> exports);
        return errno == Errno.None ? exports : throw _service.Failure(Mount3.Export, errno);
    }

    public void Dispose() => _service.Dispose();
}
