namespace Fathom.Nfs;

/// <summary>A mounted export: blocking calls on nodes by their handles, from any number of threads.</summary>
/// <remarks>
/// <para>Calls return the server's error; <see cref="FathomException"/> means that there is no server any longer, and
/// <see cref="OperationCanceledException"/> that the caller stopped waiting. Handles stay valid for as long as the node exists, on other
/// clients and after a restart of the server too. Names are bytes.</para>
/// <para>A call whose answer is lost is sent again. Servers keep answers for that, but not for ever: a creation, removal or rename that was
/// done can then look like <see cref="Errno.EEXIST"/> or <see cref="Errno.ENOENT"/>.</para>
/// <para>RFC 1813.</para>
/// </remarks>
public sealed partial class NfsClient : IDisposable
{
    private readonly NfsServer _server;
    private readonly ConnectionPool _pool;
    private readonly NfsMount _mount;
    private int _isDisposed;

    internal NfsClient(NfsServer server, ConnectionPool pool, NfsMount mount)
    {
        _server = server;
        _pool = pool;
        _mount = mount;
    }

    /// <summary>What was connected to.</summary>
    public required NfsUrl Url { get; init; }

    /// <summary>How it is talked to.</summary>
    public required NfsOptions Options { get; init; }

    /// <summary>The node that <see cref="Url"/> names.</summary>
    public required NfsFileHandle Root { get; init; }

    /// <summary>What the server takes.</summary>
    public required NfsServerLimits Limits { get; init; }

    /// <summary>Calls so far: of this client and of the trees and streams on it.</summary>
    public NfsStatistics Statistics => _server.Statistics.Snapshot();

    /// <summary>Calls worth having outstanding on one connection now: as the options say, or as the latency suggests.</summary>
    public int Window => Governor.Window;

    internal CallGovernor Governor => _server.Governor;

    /// <summary>Connections worth having for many calls at once.</summary>
    internal int Connections => _server.Connections;

    /// <summary>Finds the server, mounts the export, or the one that holds the path, and looks up what lies below it.</summary>
    /// <exception cref="FathomException">It says which step failed; <see cref="FathomException.IsTransient"/> if trying again may help.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NfsClient Connect(NfsUrl url, NfsOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new NfsConnector(url, options ?? NfsOptions.Default, cancellation).Connect();
    }

    /// <summary>What a server exports, and to whom.</summary>
    /// <param name="server">Its path does not matter.</param>
    /// <exception cref="FathomException">It says which step failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<NfsExport> ListExports(NfsUrl server, NfsOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new NfsConnector(server, options ?? NfsOptions.Default, cancellation).ListExports();
    }

    /// <summary>A connection for the exclusive use of the caller, who disposes it: one that calls have left, or a further one.</summary>
    internal RpcConnection OpenConnection() => _pool.Take();

    /// <summary>Closes the connections and tells the server that the export is not mounted any longer, if it listens.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _pool.Dispose();
            _mount.Unmount();
        }
    }

    private NfsCall Call(CancellationToken cancellation) => new(_pool, cancellation);
}
