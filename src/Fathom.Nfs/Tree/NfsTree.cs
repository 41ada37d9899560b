namespace Fathom.Nfs;

/// <summary>A directory of an NFSv3 server, and all below it: read by handles, without a kernel mount and without root.</summary>
/// <remarks>After the path of the export nothing is looked up by name. Each reader has a connection of its own.</remarks>
public sealed partial class NfsTree : IWritableTree
{
    /// <summary>The largest reply to a listing that is asked for.</summary>
    internal const int MaxSize = 1024 * 1024;

    private const int UsualSize = 64 * 1024;
    private const int SmallestSize = 16 * 1024;

    private readonly bool _ownsClient;
    private readonly CancellationToken _cancellation;
    private volatile bool _usesReadDir;
    private int _firstSize;

    private NfsTree(NfsClient client, bool ownsClient, CancellationToken cancellation)
    {
        Client = client;
        _ownsClient = ownsClient;
        _cancellation = cancellation;
        NfsOptions options = client.Options;
        _usesReadDir = options.ForceReadDir;
        _firstSize = options.ListingSize > 0 ? options.ListingSize : UsualSize;
        AdaptsSize = options.ListingSize == 0;
        LargestSize = options.IsPolite ? UsualSize : MaxSize;
        Traits = new TreeTraits
        {
            Attributes = Attributes,
            IsNetwork = true,
            MaxReaders = client.Connections,
            CanFollowLinks = false,
        };
    }

    /// <inheritdoc/>
    public TreeTraits Traits { get; }

    /// <summary>The URL as typed, without its query.</summary>
    public ReadOnlySpan<byte> RootName => Client.Url.Name.Span;

    /// <summary>The server, and what is known of it.</summary>
    public NfsClient Client { get; }

    /// <summary>Calls so far, of all connections.</summary>
    public NfsStatistics Statistics => Client.Statistics;

    /// <summary>Listings use READDIR. Set by the first reader that is told that there is no READDIRPLUS, for all.</summary>
    internal bool UsesReadDir
    {
        get => _usesReadDir;
        set => _usesReadDir = value;
    }

    /// <summary>Bytes that the first page of a directory asks for.</summary>
    internal int FirstSize => Volatile.Read(ref _firstSize);

    /// <summary>Pages grow and shrink with the time that they take.</summary>
    internal bool AdaptsSize { get; }

    /// <summary>Pages grow to this.</summary>
    internal int LargestSize { get; }

    /// <summary>Pages shrink to this.</summary>
    internal int LeastSize => Math.Max(SmallestSize, FirstSize > UsualSize ? FirstSize : 0);

    /// <summary>Mounts the place that a URL names.</summary>
    /// <param name="cancellation">Ends the wait for the server, also that of <see cref="ReadRoot"/>.</param>
    /// <exception cref="FathomException">The server does not answer, refuses, or has no such export.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NfsTree Open(NfsUrl url, NfsOptions? options = null, CancellationToken cancellation = default) =>
        new(NfsClient.Connect(url, options, cancellation), ownsClient: true, cancellation);

    /// <summary>Shows the place that a client is connected to as a tree.</summary>
    /// <param name="client">Stays the caller's, and outlives the tree.</param>
    public static NfsTree Of(NfsClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new NfsTree(client, ownsClient: false, CancellationToken.None);
    }

    /// <inheritdoc/>
    public Errno ReadRoot(StatMask mask, EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear(null);
        NfsFileHandle root = Client.Root;
        Errno errno = Client.GetAttributes(in root, out NodeAttributes attributes, _cancellation);
        if (errno != Errno.None)
        {
            return errno;
        }

        int index = batch.AddName(RootName, attributes.Kind, attributes.Id.Inode);
        batch.SetHandle(index, new NodeHandle(NfsFileHandle.BytesOf(in root)));
        batch.Filled = mask & Traits.Attributes;
        new EntryColumns(batch, batch.Filled).Store(index, in attributes);
        if ((mask & StatMask.Target) == 0 || attributes.Kind != EntryKind.Symlink)
        {
            return Errno.None;
        }

        errno = Client.ReadLink(in root, out byte[] target, _cancellation);
        batch.SetTarget(index, target);
        return errno;
    }

    /// <inheritdoc/>
    public ITreeReader OpenReader(ReaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new NfsReader(this, options);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsClient)
        {
            Client.Dispose();
        }
    }

    /// <summary>The server refused to list with less.</summary>
    internal void RaiseSize(int size)
    {
        // Several readers may find out at once; the largest one stays.
        for (int known = FirstSize; known < size; known = FirstSize)
        {
            Interlocked.CompareExchange(ref _firstSize, size, known);
        }
    }
}
