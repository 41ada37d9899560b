using System.Text;

namespace Fathom.Local;

/// <summary>A directory tree of this machine through System.IO, for systems that <see cref="LocalTree"/> does not know.</summary>
/// <remarks>What System.IO does not tell is not made up: there are no allocated sizes, link counts, owners, modes or node ids;
/// times have steps of 100 ns; sockets, pipes and devices count as files; a directory's own size is 0. A name that is
/// no text is an entry with <see cref="Errno.EILSEQ"/>, and a path longer than the system takes an error of its directory.</remarks>
public sealed class PortableTree : ITree
{
    private readonly byte[] _rootName;
    private readonly LocalTreeOptions _options;

    private PortableTree(string path, LocalTreeOptions options)
    {
        Path = path;
        _rootName = Encoding.UTF8.GetBytes(path);
        _options = options;
    }

    /// <inheritdoc/>
    public TreeTraits Traits { get; } = new()
    {
        Attributes = StatMask.Kind | StatMask.Size | StatMask.Atime | StatMask.Mtime | StatMask.Target,
        HasNodeIds = false,
    };

    /// <inheritdoc/>
    public ReadOnlySpan<byte> RootName => _rootName;

    internal string Path { get; }

    /// <summary>Opens the tree below a path.</summary>
    /// <param name="path">Absolute, or relative to the current directory; a directory or any other node.</param>
    /// <exception cref="FathomException">The path does not exist or cannot be examined.</exception>
    public static PortableTree Open(string path, LocalTreeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        PortableTree tree = new(path, options ?? LocalTreeOptions.Default);
        Errno errno = path.Length == 0 ? Errno.ENOENT : tree.ReadRoot(StatMask.Kind, new EntryBatch(1024));
        return errno == Errno.None ? tree : throw new FathomException("cannot access", tree.RootName, errno);
    }

    /// <inheritdoc/>
    public Errno ReadRoot(StatMask mask, EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear(null);
        int index = batch.AddName(RootName, EntryKind.Unknown, 0);
        PortableAttributes.Prepare(batch, mask & Traits.Attributes);
        PortableAttributes.Fetch(batch, index, Path, _options.FollowRoot);
        Errno errno = batch.Errnos(index);
        if (errno != Errno.None)
        {
            batch.Clear(null);
        }

        return errno;
    }

    /// <inheritdoc/>
    public ITreeReader OpenReader(ReaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new PortableReader(this, options);
    }

    /// <summary>Nothing: listings belong to the readers.</summary>
    public void Dispose()
    {
    }
}
