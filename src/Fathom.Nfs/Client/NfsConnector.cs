using System.Net;

namespace Fathom.Nfs;

/// <summary>The steps from a URL to a mounted export: addresses, ports, MNT, LOOKUPs below the export, FSINFO.</summary>
internal sealed class NfsConnector
{
    private const int StandardPort = 2049;

    private readonly NfsUrl _url;
    private readonly NfsOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly RpcStatistics _services = new();
    private readonly RpcConnectionOptions _connection;
    private readonly IReadOnlyList<IPAddress> _addresses;

    internal NfsConnector(NfsUrl url, NfsOptions options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _url = url;
        _options = options;
        _cancellation = cancellation;
        _connection = new RpcConnectionOptions
        {
            Timeout = options.Timeout,
            Retries = options.Retries,
            Credential = url.Credential ?? NfsCredential.OfProcess,
        };
        _addresses = HostAddresses.Resolve(url.Host);
    }

    internal NfsClient Connect()
    {
        int nfsPort = NfsPort();
        RpcTarget mountTarget = MountClient.TargetOf(_url.Host, _addresses, MountPort());
        MountedExport mounted = Mount(mountTarget);

        RpcTarget target = new()
        {
            Host = _url.Host,
            Addresses = [.. _addresses.Select(address => new IPEndPoint(address, nfsPort))],
        };
        RpcConnectionOptions connection = _connection with { Credential = CredentialFor(mounted) };
        NfsServer server = new(target, connection, _options);
        ConnectionPool pool = new(server);
        NfsMount mount = new(mountTarget, _connection, mounted.Path);
        try
        {
            NfsClient client = Open(server, pool, mount, mounted.Handle);
            return mounted.Path.Length == _url.Path.Length ? client : Descend(client, server, pool, mount, mounted);
        }
        catch
        {
            pool.Dispose();
            mount.Unmount();
            throw;
        }
    }

    internal IReadOnlyList<NfsExport> ListExports()
    {
        using MountClient client = new(MountClient.TargetOf(_url.Host, _addresses, MountPort()), _connection, _services);
        return client.ListExports(_cancellation);
    }

    private NfsClient Open(NfsServer server, ConnectionPool pool, NfsMount mount, NfsFileHandle root) => new(server, pool, mount)
    {
        Url = _url,
        Options = _options,
        Root = root,
        Limits = ReadLimits(server, pool, in root),
    };

    /// <summary>Looks up what lies between the export and the path.</summary>
    private NfsClient Descend(NfsClient client, NfsServer server, ConnectionPool pool, NfsMount mount, MountedExport mounted)
    {
        NfsNode node = new(mounted.Handle, null);
        ReadOnlySpan<byte> path = _url.Path.Span;
        int end = mounted.Path.Length == 1 ? 0 : mounted.Path.Length;
        while (end < path.Length)
        {
            int begin = end + 1;
            int length = path[begin..].IndexOf((byte)'/');
            end = length < 0 ? path.Length : begin + length;
            Errno errno = client.Lookup(node.Handle, path[begin..end], out node, _cancellation);
            if (errno == Errno.None && end < path.Length)
            {
                errno = RefuseLink(client, in node, path[..end]);
            }

            if (errno != Errno.None)
            {
                throw new FathomException($"cannot find on NFS server {_url.Host}", path[..end], errno);
            }
        }

        return new NfsClient(server, pool, mount) { Url = _url, Options = _options, Root = node.Handle, Limits = client.Limits };
    }

    private Errno RefuseLink(NfsClient client, in NfsNode node, ReadOnlySpan<byte> path)
    {
        Errno errno = Errno.None;
        NodeAttributes attributes = node.Attributes ?? default;
        if (node.Attributes is null)
        {
            errno = client.GetAttributes(node.Handle, out attributes, _cancellation);
        }

        return errno == Errno.None && attributes.Kind == EntryKind.Symlink
            ? throw new FathomException("a symbolic link is on the way; give the path that it leads to instead of", path, Errno.ENOTDIR)
            : errno;
    }

    private NfsServerLimits ReadLimits(NfsServer server, ConnectionPool pool, in NfsFileHandle root)
    {
        using NfsCall call = new(pool, _cancellation);
        FileHandle3.Encode(call.Begin(Nfs3.FsInfo), NfsFileHandle.BytesOf(in root));
        Errno errno = call.Send(out XdrReader result);
        if (errno == Errno.EPROTONOSUPPORT && call.Mismatch is (Low: var low, High: > 0 and var high))
        {
            string versions = low == high ? $"version {low}" : $"versions {low} to {high}";
            throw new FathomException($"the server speaks NFS {versions}, Fathom version 3; cannot open", _url.Name.Span, errno);
        }

        NfsServerLimits? limits = null;
        errno = errno == Errno.None ? FsInfoResult.Decode(ref result, out limits) : errno;
        return errno switch
        {
            Errno.None => limits!,

            // The limits are hints; what every server takes will do.
            Errno.EOPNOTSUPP or Errno.ENOSYS or Errno.EBADMSG => new NfsServerLimits(),
            Errno.EPROTONOSUPPORT => throw new FathomException(
                $"no NFS server, or none of version 3, is behind port {server.Target.Addresses[0].Port}; cannot open", _url.Name.Span, errno),
            _ => throw new FathomException("the server mounted the export and then refused it; cannot open", _url.Name.Span, errno),
        };
    }

    private MountedExport Mount(RpcTarget target)
    {
        using MountClient client = new(target, _connection, _services);
        return new ExportSearch(client, _url, _cancellation).Mount();
    }

    /// <summary>What the export takes: a user and groups, or nobody.</summary>
    private NfsCredential CredentialFor(MountedExport mounted)
    {
        const uint AUTH_NONE = 0;
        const uint AUTH_SYS = 1;

        if (mounted.Flavours.Count == 0 || mounted.Flavours.Contains(AUTH_SYS))
        {
            return _connection.Credential;
        }

        return mounted.Flavours.Contains(AUTH_NONE)
            ? NfsCredential.Anonymous
            : throw new FathomException("the server wants Kerberos, which Fathom does not speak (export with sec=sys); cannot open", _url.Name.Span, Errno.EACCES);
    }

    private int NfsPort()
    {
        if (_url.NfsPort != 0)
        {
            return _url.NfsPort;
        }

        int port;
        try
        {
            port = AskPort(Nfs3.NFS_PROGRAM, Nfs3.NFS_V3);
        }
        catch (FathomException)
        {
            // Servers without a portmapper listen there.
            return StandardPort;
        }

        return port != 0
            ? port
            : throw new FathomException(
                "the server offers no NFS version 3 over TCP (version 4 only?); cannot open", _url.Name.Span, Errno.EPROTONOSUPPORT);
    }

    private int MountPort()
    {
        int port = _url.MountPort != 0 ? _url.MountPort : AskPort(Mount3.MOUNT_PROGRAM, Mount3.MOUNT_V3);
        return port != 0
            ? port
            : throw new FathomException(
                "the server offers no MOUNT service, which NFS version 3 needs (NFS version 4 only?); cannot open",
                _url.Name.Span,
                Errno.EPROTONOSUPPORT);
    }

    private int AskPort(uint program, uint version)
    {
        using PortmapClient client = new(PortmapClient.TargetOf(_url.Host, _addresses), _connection, _services);
        return client.GetPort(program, version, _cancellation);
    }
}
