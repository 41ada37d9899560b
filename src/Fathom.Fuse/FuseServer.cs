using System.Runtime.Versioning;
using System.Text;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Fuse;

/// <summary>A mounted tree: answers the kernel's FUSE requests until the mount ends.</summary>
/// <remarks>
/// <para>As root it mounts by itself; an ordinary user needs fusermount3 of the package fuse3. Permissions are checked by the kernel, by mode and
/// owner; as root, new nodes are given to who makes them.</para>
/// <para>What was written is the tree's when the file was closed; it is on stable storage when fsync(2) came back without an error.</para>
/// <para>A process that serves must not touch its own mount from memory-mapped files: the runtime could not stop such a thread.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class FuseServer : IDisposable
{
    private const int MinThreads = 2;

    // fs.nr_open of most systems.
    private const ulong WantedDescriptors = 1 << 20;

    private static readonly TimeSpan s_endTimeout = TimeSpan.FromSeconds(10);

    private readonly MountPoint _mount;
    private readonly Session _session;
    private readonly SafeFileHandle _connection;
    private readonly FuseWorker[] _workers;
    private readonly ManualResetEventSlim _ended = new();
    private int _running;

    private FuseServer(MountPoint mount, Session session, SafeFileHandle connection, int threads)
    {
        _mount = mount;
        _session = session;
        _connection = connection;
        _workers = [.. Enumerable.Range(0, threads).Select(index => new FuseWorker(session, index == 0 ? connection : Clone(connection), CloneImpatient(connection)))];
    }

    /// <summary>Where the tree is mounted: an absolute path, raw bytes.</summary>
    public ReadOnlySpan<byte> MountPoint => _mount.Path;

    /// <summary>The mount has ended.</summary>
    public bool HasEnded => _ended.IsSet;

    /// <summary>What was done so far.</summary>
    public FuseStatistics Statistics
    {
        get
        {
            (long given, long forgotten) = _session.Nodes.Balance;
            return new FuseStatistics
            {
                Requests = _workers.Sum(worker => worker.Served),
                LookupsGiven = given,
                LookupsForgotten = forgotten,
                HeldNodes = _session.Nodes.Count,
                OpenFiles = _session.Files.Count,
                OpenDirectories = _session.Directories.Count,
            };
        }
    }

    /// <summary>Makes this process fit to serve local trees, for programs, once at their start: its umask becomes 0, since the kernel applies
    /// the one of whoever makes a node; and it may have as many descriptors as it can get, since every held node may cost one.</summary>
    public static void PrepareProcess()
    {
        _ = Interop.SetUmask(0);
        _ = Interop.RaiseDescriptorLimit(WantedDescriptors);
    }

    /// <summary>Mounts a tree; see <see cref="Mount(IContentTree, ReadOnlySpan{byte}, FuseOptions?)"/>.</summary>
    /// <param name="mountPoint">A directory, absolute or relative to the current directory.</param>
    public static FuseServer Mount(IContentTree tree, string mountPoint, FuseOptions? options = null) =>
        Mount(tree, Encoding.UTF8.GetBytes(Path.GetFullPath(mountPoint)), options);

    /// <summary>Mounts a tree and begins to serve.</summary>
    /// <param name="tree">Stays the caller's: disposed after this.</param>
    /// <param name="mountPoint">An absolute path of a directory, raw bytes.</param>
    /// <exception cref="FathomException">The root of the tree is no directory or cannot be opened, or it cannot be mounted there.</exception>
    public static FuseServer Mount(IContentTree tree, ReadOnlySpan<byte> mountPoint, FuseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        options ??= FuseOptions.Default;
        NodeTable nodes = OpenNodes(tree);
        // Who looks at the mount shall see what every change in it would hear.
        bool isReadOnly = options.IsReadOnly || tree is not IWritableTree || (tree.ReadSpace(out TreeSpace space) == Errno.None && space.IsReadOnly);
        options = options with { IsReadOnly = isReadOnly };
        MountPoint mount;
        SafeFileHandle connection;
        try
        {
            mount = Fuse.MountPoint.Mount(mountPoint, options, isReadOnly, out connection);
        }
        catch
        {
            nodes.Dispose();
            throw;
        }

        Errno errno = Handshake.Run(connection, options, !isReadOnly, out InitNegotiation? agreed);
        if (errno != Errno.None)
        {
            _ = mount.Unmount(isForced: true);
            connection.Dispose();
            nodes.Dispose();
            throw new FathomException("the kernel does not agree to serve (7.23 or newer is needed)", mountPoint, errno);
        }

        mount.ReadFurtherAhead();
        Session session = new(tree, nodes, options, agreed!, connection);
        FuseServer server = new(mount, session, connection, options.Threads > 0 ? options.Threads : Math.Max(MinThreads, Environment.ProcessorCount));
        server.Start();
        return server;
    }

    /// <summary>Waits until the mount ends: by <see cref="Stop"/>, or by somebody who unmounts it.</summary>
    /// <returns>False if it did not end in time.</returns>
    public bool Wait(TimeSpan timeout) => _ended.Wait(timeout);

    /// <summary>Unmounts, if nothing uses the mount.</summary>
    /// <returns>EBUSY if it is in use.</returns>
    public Errno Unmount() => HasEnded ? Errno.None : _mount.Unmount(isForced: false);

    /// <summary>Ends the mount, after everything was written: who still uses it gets errors from then on.</summary>
    /// <returns>Why not all could be written, or the mount could not be ended.</returns>
    public Errno Stop()
    {
        if (HasEnded)
        {
            return Errno.None;
        }

        Errno written = _session.IsReadOnly ? Errno.None : _mount.Sync();
        Errno errno = _mount.Unmount(isForced: false);
        if (errno == Errno.EBUSY)
        {
            // Of a mount in use the kernel begins to write what it keeps, and does not wait (AS_NO_DATA_INTEGRITY, linux/pagemap.h).
            WaitUntilIdle();
            errno = _mount.Unmount(isForced: true);
        }

        // EINVAL: somebody unmounted it meanwhile.
        bool hasEnded = _ended.Wait(s_endTimeout);
        if (errno is Errno.None or Errno.EINVAL)
        {
            errno = hasEnded ? Errno.None : Errno.EBUSY;
        }

        return written != Errno.None ? written : errno;
    }

    /// <summary>Makes the kernel forget what it keeps of a node, after something else than this mount changed it.</summary>
    /// <param name="node">As the tree names it.</param>
    /// <returns>ENOENT if the kernel does not have it.</returns>
    /// <remarks>Not from a call of the tree: it waits for pages that may be on their way. With <see cref="FuseOptions.WritebackCache"/> the size of
    /// a file stays what the kernel has.</remarks>
    public Errno InvalidateNode(NodeId node) =>
        _session.Nodes.Find(node) is { } known ? _session.InvalidateNode(known.Id, 0, 0) : Errno.ENOENT;

    /// <summary>Makes the kernel forget what it keeps of a name, also that there is none.</summary>
    /// <param name="directory">As the tree names it.</param>
    /// <returns>ENOENT if the kernel does not have it.</returns>
    /// <remarks>Not from a call of the tree: it waits for changes of the directory to end.</remarks>
    public Errno InvalidateEntry(NodeId directory, ReadOnlySpan<byte> name) =>
        _session.Nodes.Find(directory) is { } known ? _session.InvalidateEntry(known.Id, name) : Errno.ENOENT;

    /// <summary>Stops.</summary>
    public void Dispose() => _ = Stop();

    private static NodeTable OpenNodes(IContentTree tree)
    {
        Errno errno = tree.OpenRoot(out IContentNode? root);
        if (errno != Errno.None)
        {
            throw new FathomException("cannot open", tree.RootName, errno);
        }

        errno = root!.ReadAttributes(StatMask.Basic, out NodeAttributes attributes);
        errno = errno == Errno.None && root.Kind != EntryKind.Directory ? Errno.ENOTDIR : errno;
        if (errno != Errno.None)
        {
            root.Dispose();
            throw new FathomException("cannot mount", tree.RootName, errno);
        }

        return new NodeTable(root, in attributes);
    }

    private static SafeFileHandle Clone(SafeFileHandle connection) =>
        // Without a descriptor of its own a thread takes its requests from the common queue.
        Interop.CloneDevice(connection, waits: true, out SafeFileHandle? device) == Errno.None ? device! : connection;

    private static SafeFileHandle? CloneImpatient(SafeFileHandle connection) =>
        Interop.CloneDevice(connection, waits: false, out SafeFileHandle? device) == Errno.None ? device : null;

    /// <summary>Waits until no request has come for a while: then none waits in the kernel either.</summary>
    private void WaitUntilIdle()
    {
        const int Checks = 5;
        const int PauseMilliseconds = 20;
        DateTime end = DateTime.UtcNow + s_endTimeout;
        long served = -1;
        for (int quiet = 0; quiet < Checks && DateTime.UtcNow < end && !HasEnded;)
        {
            long now = _workers.Sum(static worker => worker.Served);
            quiet = now == served && !_workers.Any(static worker => worker.IsServing) ? quiet + 1 : 0;
            served = now;
            Thread.Sleep(PauseMilliseconds);
        }
    }

    private void Start()
    {
        _running = _workers.Length;
        _session.StartTrimming();
        foreach ((int index, FuseWorker worker) in _workers.Index())
        {
            Thread thread = new(() => Run(worker)) { IsBackground = true, Name = $"fuse {index}" };
            thread.Start();
        }
    }

    private void Run(FuseWorker worker)
    {
        _ = worker.Run();
        if (Interlocked.Decrement(ref _running) == 0) // each thread once
        {
            _session.Dispose();
            foreach (FuseWorker ended in _workers)
            {
                ended.Dispose();
            }

            _connection.Dispose();
            _ended.Set();
        }
    }
}
